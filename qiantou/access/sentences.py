"""A sentence for every refusal: code → what the person is told, naming the rule and the way on.

The placeholders are facts of the refusal; the shell puts names in place of desks and dates in words.
docs/rules/loop.md lists every code with both languages, and a test compares.
"""

from django.utils.translation import gettext_lazy as _

from qiantou.access.sentences_outside import OUTSIDE
from qiantou.access.sentences_pressing import PRESSING
from qiantou.access.sentences_review import REVIEW

SENTENCES = {
    "wrong-phase": _("The matter is %(phase)s; %(move)s does not fit there."),
    "closed": _("The matter has ended. A late answer can be added as a remark."),
    "not-yours": _("This is for %(holder)s to do, not for you."),
    "not-a-party": _("Only %(asker)s and %(doer)s may do this: they are the two sides of the matter."),
    "reason-missing": _("Please give a reason in words."),
    "unknown-desk": _("%(desk)s is not in the register. The system administrator can enter it."),
    "already-offered": _("There is already a matter under this name."),
    "no-such-matter": _("There is no such matter."),
    "unknown-kind": _("There is no kind of matter called %(kind)s."),
    "not-your-demand": _("Only %(asker)s may ask for this."),
    "asks-itself": _("A desk cannot ask itself: asker and doer must be two."),
    "ask-the-unit": _("That is a section inside another unit. Ask the unit itself: %(unit)s."),
    "stays-inside": _(
        "This is an inner affair of %(unit)s and cannot go to a desk outside it. Let it end, and let %(unit)s ask."
    ),
    "control-characters": _("The text holds characters that nobody can see. Type it afresh instead of pasting it."),
    "opened-by-rule": _("A %(kind)s is opened by rule and cannot be opened or withdrawn by hand."),
    "decides-day-or-doer": _(
        "Please name a new day or another doer; or refuse with a reason, and the ladder begins anew."
    ),
    "nothing-to-explain": _("The day is not near yet: there is nothing to explain."),
    "was-excused": _("Its reason for being late was accepted: it is not chased until its day changes."),
    "disputed-before": _(
        "Whether this is the duty of %(desk)s was asked beside this work before, and that has ended. "
        "Put the work itself up for a decision."
    ),
    "day-has-passed": _("%(day)s has passed. Please name a day from today on."),
    "chases-itself": _("It is in your own hands: there is nobody else to chase."),
    "blocked-not-late": _("The work is stopped: chase %(holder)s in the matter that stops it, not the doer."),
    "awaits-an-answer": _("Its doer waits for an answer (%(kind)s) and cannot be chased until it is given."),
    "chased-just-now": _("It was chased on %(day)s. Two working days must lie between one chaser and the next."),
    "chased-enough": _("It was chased %(count)s times; more is not allowed. Ask for a decision instead."),
    "no-ladder-to-lift": _("No rung of the ladder was taken here: there is nothing to let rest."),
    "title-missing": _("Please say in a few words what is asked."),
    "no-such-joint-work": _("There is no such joint work in force."),
    "no-such-parent": _("The matter this one refers to does not exist."),
    "no-arbiter": _(
        "Nobody stands above both %(asker)s and %(doer)s. The joint work must name a deciding leader first."
    ),
    "needs-its-matter": _("A %(kind)s stands beside a piece of work and cannot be opened alone."),
    "only-beside-work-underway": _("This can be opened only beside work in hand; the work is now %(phase)s."),
    "already-asked": _("A %(kind)s is already open beside this work."),
    "ask-the-asker": _("Changed terms are asked of %(asker)s, who asked for the work."),
    "nothing-to-vary": _("Please name a new date or a new doer."),
    "hand-over-to-another": _(
        "Please name another desk: neither side of the work, nor the one that has just declined."
    ),
    "hand-over-by-variation": _("Work is handed over by a variation only."),
    "work-moved-on": _("The work is %(phase)s, no longer in its doer's hands; it cannot be handed over now."),
    "refer-to-the-arbiter": _("A dispute with the asker of the work is for the deciding leader: refer the matter."),
    "settles-at-once": _("Accepting this is the whole answer; it leaves nothing to reserve."),
    "lack-needs-another-desk": _("A reservation names another desk that could cure the lack."),
    "ground-not-listed": _("Declining needs one of the listed grounds."),
    "whose-is-it": _("Saying it is not yours means saying whose it is."),
    "cannot-be-blocked": _("A matter of the kind %(kind)s cannot be blocked."),
    "who-blocks": _("Please name the desk that can remove the obstacle, or the open matter it waits for."),
    "blocks-itself": _("A desk cannot be blocked by itself."),
    "blocker-not-open": _("The matter named as the obstacle is not open."),
    "not-owed-to-you": _("That matter is not owed to you. Name its unit instead, so that it can answer."),
    "already-blocked-by-it": _("The work already waits for that matter."),
    "nothing-delivered": _("Nothing has been delivered: add a note or a file."),
    "already-referred": _("The matter is already before the deciding leader."),
    "no-one-above": _("Nobody stands above you who could decide this."),
    "seen-is-no-decision": _("“Seen” is no decision: name an outcome and a reason. The clock runs on."),
    "no-such-outcome": _("A decision on this matter cannot end in “%(outcome)s”."),
    "nothing-to-take-back": _("There is nothing to take back: the matter has moved on since your last move."),
    "opened-another-matter": _(
        "This move opened another matter and cannot be taken back. Withdraw that matter instead."
    ),
    "not-bound-by-silence": _("Only work that a desk was bound to by its silence can be reopened."),
    "reopened-once": _("This was reopened before; it can be done only once."),
    "reopening-too-late": _("Reopening is possible only within %(days)s working days."),
    "may-not-record": _(
        "%(recorder)s may not record moves for %(desk)s. The two sides, the keeper, lead or issuer of the "
        "joint work, and the office or contact unit of %(desk)s may; a decision only the leader's office, the"
        " keeper or the lead."
    ),
    "relieves-the-recorder": _(
        "This would relieve %(recorder)s itself. Somebody sits at %(desk)s: it makes this move itself."
    ),
    "outside-speaks-on-paper": _("%(desk)s has no account here: what it says is recorded for it, with its paper."),
    "said-in-future": _("%(day)s has not come yet."),
    "decision-needs-its-photo": _("What %(desk)s decided is entered with a photo or scan of what was written."),
    "paper-missing": _("A move recorded for another desk needs its paper: name the letter, minutes or call."),
    "not-recorded-for-another": _("This entry was not recorded for another desk."),
    "already-answered": _("This entry has been confirmed or contested already."),
    "only-the-named-desk": _("Only %(desk)s may confirm or contest what was recorded for it."),
    "no-such-section": _("The register has no section called %(section)s."),
    "wrong-key": _("%(key)s cannot be the key of such an entry."),
    "wrong-value": _("The value does not belong in the section %(section)s."),
    "term-ends-before-it-begins": _("A term cannot end before it begins."),
    "outage-ends-before-it-begins": _("An outage must end after it begins."),
    "unit-under-itself": _("%(unit)s would stand under itself."),
    "negative-cap": _("The caps of %(kind)s cannot be negative."),
    "figure-out-of-range": _("This number may be %(least)s to %(most)s."),
    "figure-without-basis": _("Name the rule that the number rests on."),
    "silence-without-clock": _("Silence while %(phase)s is given a meaning, but no limit of time."),
    "silence-cannot-mean-that": _(
        "Silence while %(phase)s cannot mean that: it binds only an order after a chaser, and consents only "
        "where accepting is the whole answer or a delivery waits."
    ),
    "conflict": _("Others were changing this at the same moment. Nothing was recorded; please try again."),
    "command-id-reused": _(
        "This form was already used for another move. Nothing was recorded; please reload the page."
    ),
    "not-your-desk": _("You do not act for %(desk)s."),
    "no-rows": _("The paper has no row to open."),
    "basis-missing": _("Erasing needs its basis: the rule or decision it rests on."),
    "approver-missing": _("Erasing needs its approver: the post that approved it."),
    "no-such-entry": _("There is no such entry in the record."),
    "number-stays": _("A number once taken stays with its paper; the next one is given by the rule."),
    "no-such-agency": _("%(agency)s is no word for papers of %(unit)s. Its head can enter one."),
    "agency-of-another": _("%(agency)s is the word for papers of %(unit)s and is never given to another unit."),
    "agency-unclear": _(
        "%(agency)s cannot be a word for papers: up to 20 letters, without spaces and brackets, no figure at its end."
    ),
    "no-such-form": _("No paper of the form %(form)s takes a number."),
    "papers-capped": _(
        "%(unit)s has taken %(count)s numbers for such papers this year, and its cap is %(most)s. %(head)s may "
        "raise the cap; without a number the paper can still be made."
    ),
    "only-the-head": _("The words and caps for papers of %(unit)s are set by its head or a post above: %(head)s."),
    "paper-empty": _("The file is empty."),
    "paper-too-large": _("The file is larger than %(limit)s MB. Split it, or keep only the pages with the division."),
    "paper-encrypted": _("The file is protected by a password. Save a copy without the password and import that."),
    "paper-old-format": _("This is the old %(suffix)s format. Open it and save it as .%(suffix)sx, then import that."),
    "paper-broken": _("The file is damaged and cannot be opened. Open it, save it again, and import the copy."),
    "paper-bomb": _("The file would unpack to far more than a paper holds, and was not opened."),
    "paper-macros": _("The file holds macros and was not opened. Save it as .docx or .xlsx without macros."),
    "paper-entities": _("The file holds XML entities, which no ordinary paper has, and was not opened."),
    "paper-not-a-document": _("This is not a paper this page can read. It reads .docx, .xlsx, .csv and .txt."),
    "paper-encoding": _("The text is in an unknown encoding. Save it as UTF-8 and import that."),
    "paper-too-long": _("The paper holds more than %(limit)s lines or cells. Split it."),
    "paper-long-line": _("One line of the paper holds more than %(limit)s characters. Break it into paragraphs."),
    "paper-long-text": _("The paper holds more than %(limit)s characters. Split it."),
    "moved-on": _(
        "Somebody else changed this since you opened the page. "
        "What you typed is kept below: look at what changed, then send it again."
    ),
    "needs-power": _(
        "This needs the power “%(power)s”, which you do not hold here. %(lender)s could lend it. "
        "Without it you may still ask."
    ),
    "no-such-power": _("There is no such power among those a mandate can lend."),
    "only-by-consent": _(
        "Nobody who could lend the power “%(power)s” stands above %(desk)s: it joins only by its own written "
        "consent. It can be asked."
    ),
    "mandate-ended": _(
        "The mandate for “%(power)s” ended on %(until)s. "
        "Orders given before stand; for new ones %(lender)s could renew it."
    ),
    "mandate-suspended": _("The mandate for “%(power)s” is suspended. %(lender)s could restore it."),
    "outside-the-mandate": _(
        "%(desk)s is outside the scope of the mandate for “%(power)s”. %(lender)s could extend it."
    ),
    "not-countersigned": _("The mandate for “%(power)s” does not bind %(desk)s yet: %(lender)s has not countersigned."),
    "about-whom": _("Name the unit it is about: the power “%(power)s” reaches the units of its mandate alone."),
    "lent-to-the-lead": _("Powers are lent to the lead of the joint work: %(lead)s."),
    "powers-and-scope": _("A mandate names at least one power and at least one unit other than the lead."),
    "nobody-lends-itself": _("%(issuer)s does not stand above the lead: nobody lends powers to itself or to a peer."),
    "only-the-issuer": _("Only %(issuer)s, or a post above it, may issue, change or end this mandate."),
    "countersign-first": _("%(desk)s is in another portfolio: %(lender)s must be asked to countersign."),
    "number-clause-scan": _("A mandate entered from a paper needs its number, the quoted clause and a scan."),
    "date-is-set": _(
        "The date %(due)s was set under the power to set deadlines. "
        "Propose other changes, or decline because the date is impossible."
    ),
    "not-on-the-duty-list": _(
        "The duty lists of %(unit)s do not hold this. Cite one of their rows, or an approved exception."
    ),
    "duty-of-another-department": _(
        "On this row %(unit)s only helps: %(upper)s leads and alone may cite it. Let it ask, cite another row, or an "
        "approved exception."
    ),
    "duty-taken-back": _("This was taken back from %(unit)s by %(upper)s, which does it itself."),
    "duty-ended": _("This duty of %(unit)s ended on %(until)s."),
    "no-such-exception": _("There is no such exception in force for %(unit)s."),
    "exception-too-long": _(
        "An exception lasts %(days)s days at most. What is asked for longer belongs on the list, by a duty change."
    ),
    "exception-ended": _("The exception for %(unit)s ended on %(until)s."),
    "temporary-is-no-ground": _("Temporary or phased work is no ground of a duty."),
    "no-such-ground": _("“%(ground)s” is not among the grounds of a duty."),
    "duty-above-itself": _("%(unit)s cannot be its own upper department."),
    "item-missing": _("Please say which item this is about."),
    "approver-not-above": _("Whoever approves an exception stands above %(unit)s."),
    "only-the-approver": _("An exception is entered by whoever approves and answers for it: %(approver)s."),
    "lists-kept-by-the-office": _(
        "Duty lists are entered by the establishment office, not by %(desk)s. A change can be applied for."
    ),
    "publishing-paper-missing": _("Duty lists need the number of the paper that published them."),
    "nothing-to-load": _("Nothing changes: the duty lists say this already."),
    "no-establishment-office": _(
        "No unit keeps the duty lists here: the system administrator can give one the sort “establishment office”."
    ),
    "row-not-there": _("A row of the duty lists of %(unit)s that this changes is not there any more."),
    "row-named-twice": _("The same row is named twice: say once what becomes of it."),
    "opinions-first": _(
        "It is published once every unit touched has answered or its time to answer has run out: %(units)s; at the "
        "latest from %(until)s on."
    ),
    "only-to-a-body": _("People are lent only to a working group or a leading group."),
    "none-from-townships": _("Nobody is lent from a township: %(unit)s."),
    "home-unit-agrees": _("A person is lent by the word of the home unit: ask %(unit)s for a signature."),
    "orders-from-above": _("Whoever orders a person lent stands above the home unit %(unit)s: %(desk)s does not."),
    "days-a-week": _("Days a week lie between %(least)s and %(most)s."),
    "no-body-in-a-township": _(
        "A township leads no working group and no leading group: %(unit)s. Choose a plain joint work."
    ),
    "body-needs-its-end": _("A working group or leading group names its end condition and its last day."),
    "not-signed": _("%(unit)s has not signed this line of the plan."),
    "reply-out-of-range": _("%(days)s working days to reply is not possible: between 1 and %(most)s."),
    "points-missing": _("Please say which line it is about and what should change."),
    "no-points-here": _("This matter has no points to dispose of."),
    "amend-or-insist": _(
        "What was adopted, if only in part, amends the plan; where nothing was adopted it stays as it is."
    ),
    "only-open-points": _("This round is about the points still open: maintain them or let them go."),
    "point-twice": _("The same point stands there twice."),
    "nobody-to-ask": _(
        "There is nobody to ask: nothing in the plan concerns a unit other than the lead, or nothing changed "
        "since it was signed."
    ),
    "still-asking": _(
        "%(open)s letters or signatures put out before are still open. Let them end, or withdraw them, first."
    ),
    "no-sponsor": _("Nobody can sign for the whole: the charter names no sponsor, and nobody stands above %(lead)s."),
    "only-the-lead-asks": _("Only the lead puts the plan out and asks for signatures under it: %(lead)s."),
    "not-what-was-reserved": _("%(unit)s did not reserve this when it signed."),
    "versions-count-on": _("The next version of the plan is version %(number)s."),
    "version-without-letters": _("Version %(number)s was put out to nobody: a version goes out with its letters."),
    "only-the-lead-launches": _("Only the lead launches the plan: %(lead)s."),
    "not-put-out": _("The plan was never put out for signature. Put it out, let it be signed, then launch it."),
    "not-all-signed": _("Not everybody has signed yet: %(units)s. The plan is launched once all have."),
    "nothing-to-open": _("Nothing is left to open: no period of the plan lies ahead."),
    "every-point-once": _("Each point is disposed of once; %(left)s are left."),
    "no-such-answer": _("An answer is a change or an objection."),
    "not-in-the-letter": _("The letter does not ask about %(about)s."),
    "objection-without-reason": _("An objection without reasons counts as consent: please give the reason."),
    "why-not-adopted": _("Please say why point %(point)s is not adopted, or only in part."),
    "grade-out-of-range": _("A grade lies between −2 (much worse) and 2 (much better), not %(grade)s."),
    "not-your-plan": _("The plan is drafted by %(lead)s, by who keeps its record, or by those above."),
    "accepts-its-own-work": _("%(unit)s cannot accept its own work: name another competent unit."),
    "past-the-outer-limit": _("%(due)s lies past the outer limit %(outer)s."),
    "negative-weight": _("A weight is a whole number, 0 or more."),
    "people-belong-to-coordination": _("People and days a week stand only on the lead's coordination line."),
    "discipline-by-its-own-duty": _("%(unit)s is a discipline body: it joins a plan only by a duty of its own, cited."),
    "not-its-duty": _("The duty cited is not on the list of %(unit)s."),
    "effort-unreadable": _("“%(effort)s” is no effort: small, medium, large, or person-days above 0."),
    "rhythm-without-such-a-day": _("There is no day %(day)s in this rhythm: between 1 and %(most)s."),
    "waits-in-a-circle": _("These lines wait for each other in a circle: %(lines)s."),
    "no-such-predecessor": _("Line %(line)s comes after %(missing)s, which is not another line of this plan."),
    "no-such-means": _("Line %(line)s needs %(missing)s, which is not among the means of this plan."),
    "not-your-choice": _("The choice is made by %(desk)s."),
    "two-options-first": _("A comparison needs %(least)s options at least."),
    "no-such-option": _("There is no option %(option)s in this comparison."),
    "leaders-first": _(
        "Every portfolio leader concerned is asked first, and answers or lets the time run out. "
        "Still awaited: %(leaders)s."
    ),
    "already-chosen": _("The choice has been made; the comparison is closed."),
    "asked-about-already": _("Units were asked about %(name)s as it stands. Enter another one, and ask again."),
    "shares-past-hundred": _(
        "Coordination %(coordination)s %% and reserve %(reserve)s %% must lie between 0 and 100 together."
    ),
    "not-your-charter": _(
        "The charter is changed by the lead %(lead)s, who issued it, who keeps its record or who decides."
    ),
    "sponsor-stands-above": _(
        "Who decides stands above the lead %(lead)s; it is changed by who issued the charter or by that leader."
    ),
    "lead-is-passed": _(
        "The lead passes from %(lead)s by “passing the lead”, with the other unit's answer, not by changing "
        "the charter."
    ),
    "met-is-said-by": _(
        "That the end condition is met is said by the lead %(lead)s, who issued the work or who decides in it."
    ),
    "joint-work-ended": _("This joint work was closed on %(day)s: nothing new is asked in it."),
    "figure-unreadable": _("“%(figure)s” is no figure: write digits, with a point for decimals."),
    "only-the-lead-passes": _("Only the lead proposes to pass the lead: %(lead)s."),
    "passing-open-already": _("It is proposed to %(desk)s already, and that proposal is still open."),
    "a-unit-leads": _("Joint work is led by a unit: %(desk)s is none."),
    "passes-by-consent": _(
        "%(desk)s has not agreed itself, and %(arbiter)s does not stand above it. The lead passes to it by its own "
        "answer, or by a ruling from above it: pass the decision up."
    ),
    "joins-by-consent": _("Nobody in the county stands above %(desk)s: it joins only by its own written consent."),
    "revoked-before": _(
        "%(issuer)s's mandate was ended on %(day)s by %(lender)s before its term was over. What was lent by it is lent "
        "anew by %(lender)s, its office or a post above it alone."
    ),
    "suspended-before": _(
        "%(issuer)s's mandate has been suspended since %(day)s by %(lender)s. It is resumed, or lent anew, by "
        "%(lender)s or a post above it alone."
    ),
    "lessened-before": _(
        "%(lender)s took this out of %(issuer)s's mandate on %(day)s. It is lent anew by %(lender)s, its office or a "
        "post above it alone."
    ),
    "consent-not-by-the-lead": _(
        "The lead does not record that %(desk)s joins its own mandate: %(desk)s answers by itself, or %(keeper)s, "
        "%(issuer)s or who lent the powers records its paper."
    ),
    "consent-needs-its-scan": _("The written consent of %(desk)s is recorded with its scan, on the page of mandates."),
    "may-not-transcribe": _(
        "A mandate is entered from a paper by the lead %(lead)s, by %(keeper)s who keeps the record, or by "
        "the office of %(issuer)s."
    ),
    "name-the-budget": _("The power to propose the use of a budget names the budget."),
    "scan-empty": _("The file is empty."),
    "scan-too-large": _(
        "The file is larger than %(limit)s MB. Scan it at a lower resolution, or keep only the pages that are quoted."
    ),
    "scan-unreadable": _("This is no scan: only PDF, JPEG and PNG files are kept."),
    "no-such-scan": _("The scan is not there: please choose the file again."),
    "not-the-leads": _("A bulletin is not issued by the lead %(lead)s: name the office or the keeper of the record."),
    "not-the-office": _("Bulletins are entered here by %(issuer)s."),
    "no-office-of-it": _(
        "%(issuer)s neither keeps the record of this work, nor is it the office of who issued it or decides in it."
    ),
    "no-bulletin-order": _("No bulletins are ordered here: say first who issues them, and how often."),
    "period-not-over": _("A bulletin covers a whole period that is over; the one up to %(day)s is not."),
    "strikes-its-own": _(
        "Line %(line)s names the issuing office, a leader it serves, or whoever approves: it is not struck."
    ),
    "mark-without-fact": _(
        "Praise or criticism of %(unit)s rests on a line of its own in this bulletin that bears it out."
    ),
    "not-approved": _(
        "It is issued once %(approver)s has signed this very text: ask for the signature, or wait for it."
    ),
    "shown-too-late": _("%(unit)s has not had its lines for a full working day: it may be issued from %(until)s on."),
    "bulletin-issued": _(
        "The bulletin is issued and is not changed any more; what is wrong is put right by a correction."
    ),
    "correct-the-draft": _("It is not issued yet: change the draft instead of correcting it."),
    "not-in-the-bulletin": _("A sentence is added by a unit that this bulletin names, for itself."),
    "not-delegated": _(
        "The desk of %(post)s is not delegated to %(deputy)s for this: the delegation is for other matters, or has "
        "ended."
    ),
    "delegated-no-further": _("A desk that is delegated is not delegated on: %(post)s names another deputy itself."),
    "deputy-is-a-side": _(
        "%(desk)s is a side of this matter, so %(deputy)s does not decide in it for another post. Pass it up, or let "
        "the post itself decide."
    ),
    "delegates-to-itself": _("A desk is delegated to another post, not to itself."),
    "delegated-by-its-post": _(
        "The desk of %(post)s is delegated by that post, by a post above it, or by its office on a paper."
    ),
    "delegation-needs-its-scan": _("By its office %(post)s delegates with a photo or scan of the paper."),
    "deputy-of-the-office": _("%(deputy)s belongs to %(office)s: nobody acts by an entry of their own office."),
    "delegation-too-long": _(
        "A delegation lasts %(days)s days at most: it is for an absence. A change of post is entered among the terms."
    ),
    "nobody-in-post": _("Nobody sits in the post %(post)s today, so nobody could act."),
    "stands-in-for-another": _(
        "%(post)s stands in for %(other)s until %(until)s and is not away itself meanwhile. "
        "Let somebody else stand in first."
    ),
    "away-too-long": _(
        "With this the desk of %(post)s would be delegated on %(days)s days of one year; %(most)s are the most. "
        "Who is away for longer hands over the post."
    ),
    "deputy-is-away": _("%(deputy)s is away itself until %(until)s and has delegated its own desk. Name another post."),
    "asked-downward": _("This is asked of units above or beside one's own, not of %(desk)s: give it a task instead."),
    "nobody-coordinates-here": _("Who coordinates is named for a call only."),
    "who-coordinates": _(
        "A call of several departments names one of them to coordinate, the same to each; that one is called first."
    ),
    "not-rated-here": _("Only the caller rates, and only a call."),
    "rate-the-call": _("Please say whether it was solved, and how satisfied you are."),
    "say-what-can-be-given": _(
        "Refusing as confidential says the rule and its article, who may approve it (a post above, not of one's own "
        "unit), and the least that can still be given; “nothing” needs its reason."
    ),
    "nothing-withheld": _(
        "What can still be given is said where data are refused as confidential, on no other ground."
    ),
    "two-works": _("Please name two works that you have in hand."),
    "reply-to-it": _("A question for guidance is answered, not taken in hand: reply, ask back, or say whose it is."),
    **OUTSIDE,
    **PRESSING,
    **REVIEW,
}
