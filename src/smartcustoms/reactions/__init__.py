"""What the platform does next: one file per event. An event without a file has a line here saying why none is needed."""

from typing import Final

from smartcustoms.kernel.words.model import Sentence

UNANSWERED: Final[dict[str, str]] = {
    "ReviewBegun": "its steps lie in the agencies' queues already",
    "InformationRequested": "the trader sees the question where the application is",
    "InformationGiven": "the step is back in the officer's hands already",
    "DecisionReached": "the review shows it; documents that are issued on it answer it themselves",
    "ReviewWithdrawn": "its steps are cancelled already",
    "AppealLodged": "the refused steps lie in the queue again already",
    "DocumentLodged": "it stands on the applicant's list and on that of whoever decides",
    "DocumentAnswered": "the answer stands beside the question",
    "DocumentWithdrawn": "the application is over, and its list says so",
    "DocumentIssued": "the paper and the message to the applicant are made with it",
}


def worded(because: str) -> Sentence | str:
    """Give a reason so that it is translated when it is one of ours; words somebody typed stay as they are, braces too."""
    return because if "{" in because or "}" in because else Sentence(because)
