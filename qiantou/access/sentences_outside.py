"""Sentences for what is refused of phones, one-time links and their codes; as `sentences`."""

from django.utils.translation import gettext_lazy as _

OUTSIDE = {
    "phone-form": _("A phone number has 7 to 15 digits, with + before a country's number."),
    "may-not-register": _(
        "The phone of %(desk)s is registered by the unit that answers for contact, or an administrator."
    ),
    "codes-spent": _("No more codes can be had for this link. Ask for a new link."),
    "codes-spent-today": _(
        "Enough codes were sent to this phone within a day. Try again tomorrow, or answer on the printed slip."
    ),
    "code-too-soon": _("A code was asked for less than a minute ago. Please wait a moment."),
    "may-not-tell": _(
        "%(teller)s does not answer for contact with %(desk)s, so no code is read out by it: make the link anew."
    ),
    "teller-gains": _(
        "%(teller)s read the code out or registered the phone, and recorded this entry itself or is relieved by this "
        "move. For this the code is sent to a phone of %(desk)s that an administrator registered, or a reply slip is "
        "recorded by another unit."
    ),
}
