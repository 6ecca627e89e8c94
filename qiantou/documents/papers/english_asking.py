"""The English wording of papers by which one asks another."""

from qiantou.documents.papers.wording_asking import AskingWords

ASKING_ENGLISH = AskingWords(
    past="{day}: {what}",
    what="Matter",
    basis="Basis",
    doer="Done by",
    helping="Helped by",
    answer_by="Sign for it by",
    silence="If not signed for",
    contact="Contact",
    copied="Copies: {to}",
    days="working days: {days}",
    given="Given on",
    due_first="First due",
    due_now="Due now",
    due_wanted="Asked for",
    paused="Paused",
    chased_before="Chased before",
    reason_asked="Reason",
    progress="Progress",
    head_consents="Head of the unit",
    answer_given="Answer",
    to_fill="(to be filled in by whoever sends it)",
    signed_blank="Signature: ____________   Date: ____________",
    order_title="Order",
    order_stuck=(
        "Please sign for it in time. If you differ on the matter or the day, propose a change or send it back with "
        "reasons by then. If another unit or something outside holds it up, file the obstacle at once: time found to "
        "be blocked is not counted."
    ),
    signed_for="Signed for",
    signed_for_blank="Post and signature: ____________   Date: ____________",
    request_title="Request: {what}",
    request_opening="We ask for your help with the following.",
    request_opening_work="For {work}, we ask for your help with the following.",
    request_what="What is asked",
    request_because="Why you are asked: {because}",
    request_terms="Date and standard",
    request_due="Wished for by: {due}.",
    request_standard="Standard: {standard}.",
    request_answer="How to answer",
    request_by="Please answer by {day}, that day included.",
    request_soon="Please answer soon.",
    request_answers=(
        "You may take it on, propose changes, or send it back with reasons; if it is another unit's duty, name the "
        "unit and the basis."
    ),
    request_silence="If no answer comes: {silence}",
    request_close="We thank you for your help.",
    slip_title="Reply slip",
    slip_number=" ({number})",
    slip_code="Code",
    slip_about="About",
    slip_unit="Reply of",
    slip_reply_by="Reply by",
    slip_tick="Tick one answer and fill in what stands beside it.",
    slip_box="□ {answer}",
    slip_blank="{label}: __________________",
    slip_seal="Seal and date",
    slip_silence="If no reply comes: {silence}",
    slip_back="Return this slip to: {to}.",
    slip_contact=" Contact: {contact}.",
    slip_hatched=(
        "The unit in contact enters it by the code. Until you confirm it, the entry is marked as unconfirmed, and you "
        "may contest it."
    ),
    chaser_title="Chaser",
    chaser_late="“{what}” was due on {due}. Working days past: {days}. It is still with you.",
    chaser_near="“{what}” is due on {due}. Please finish it in time.",
    chaser_ask=(
        "If it cannot be done in time, please give the reason, ask for another day or file the obstacle when you get "
        "this. Time blocked or awaiting a decision above is not counted."
    ),
    chaser_next="If nothing moves, next: {coming}.",
    chaser_rule="Sent by rule when its day came; neither a unit nor a person decided to send it.",
    extension_title="Application for another day",
    extension_opening="“{what}” is due on {due}. For the reasons below we ask for {wanted}.",
    extension_meanwhile="The work goes on meanwhile; the first date stays on record.",
    submission_title="Submission on {subject}",
    submission_because="Cause",
    submission_views="Views of the sides",
    submission_proposal="Proposal",
    submission_close="Submitted for your decision.",
    replacing_title="Suggestion: another post",
    replacing_opening=(
        "“{what}” is with your unit and due on {due}. It was chased twice without movement. What was done and what we "
        "suggest is told below."
    ),
    replacing_past="What was done",
    replacing_suggests="What we suggest",
    replacing_suggestion="Name another post for it, with the time and means it takes.",
    replacing_because="Reason: {reason}",
    replacing_answer=(
        "Please tell us by {day}, that day included, what you will do; if nothing changes, why, and what comes next."
    ),
    replacing_no_finding="This is about how the work is arranged. It judges nobody and is no basis for blame.",
)
