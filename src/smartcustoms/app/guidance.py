"""What each role does here, said in a few sentences: the help page."""

from collections.abc import Mapping
from typing import Final

from smartcustoms.kernel.words.model import Sentence, sentence

GUIDANCE: Final[Mapping[str, tuple[Sentence, ...]]] = {
    "trader": (
        sentence("Lodge a declaration by form, by file or by API; it has its number at once."),
        sentence("Faults in the entry are told with the field, what was seen and how to mend it."),
        sentence("Each declaration shows its lane, its timeline and what you must do next."),
        sentence("You see the declarations of your own organisation only."),
    ),
    "declarant": (
        sentence("You lodge in the name of traders who gave you their mandate."),
        sentence("Faults in the entry are told with the field, what was seen and how to mend it."),
    ),
    "targeting_officer": (
        sentence("The worklist puts the consignments with the highest expected value per officer hour first."),
        sentence(
            "Every assessment names its reasons: rules hit, and what weighed most in the model, beside prices of peers."
        ),
        sentence(
            "Write a rule, test it on history, and let a second person activate it; its hit rate is shown ever after."
        ),
        sentence("Part of the examinations is chosen at random, so that hit rates are measured without bias."),
    ),
    "examining_officer": (
        sentence("My orders shows what to examine, why, and the steps."),
        sentence("Take photographs and samples, then give the result by its code."),
        sentence("Your finding is learned from at once: histories, rules and, at night, the model."),
    ),
    "investigator": (
        sentence(
            "Cases are opened by e-locks that were tampered with, by seizures, and by officers who refer something."
        ),
        sentence("Take a case, link what belongs to it, note what you learn; the log keeps every word as it is."),
        sentence("Close it with its outcome and its cause, or hand it on to another authority."),
    ),
    "investigation_supervisor": (
        sentence("Assign the cases that nobody has, say who is in a team, restrict a case to it."),
        sentence("You alone open a closed case again."),
    ),
    "supervisor": (
        sentence("Set each office's budget in officer hours, and the shares for random choice and exploration."),
        sentence("Another lane needs your agreement, with a reason."),
    ),
    "operator": (
        sentence("Watch shows workers, queues, lags and dead letters."),
        sentence("A dead letter is mended and replayed there; nothing is lost while it waits."),
        sentence("The audit trail can be verified offline with the command smartcustoms audit verify."),
    ),
    "administrator": (
        sentence("Invite people, give and take roles; what a role may do is written in the policies."),
        sentence("A role that decides needs a second factor at sign-in."),
    ),
    "agency_officer": (sentence("You see what your agency shares with customs, and nothing else."),),
    "agency_administrator": (
        sentence(
            "Write your agency's hours, promises, reasons and rules for simple cases; they hold from the day you choose."
        ),
        sentence("Say which officer has which skill and who stands in; work can be given out by itself."),
    ),
    "lane": (sentence("This role is for the token of a lane's computer: it runs the lane and does nothing else."),),
    "scanner": (sentence("This role is for the token of a scanner: it brings scans and does nothing else."),),
}
"""By role: what it does here, in the order of its work."""
