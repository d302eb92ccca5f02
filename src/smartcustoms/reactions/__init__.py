"""What the platform does next: one file per event. An event without a file has a line here saying why none is needed."""

from typing import Final

from smartcustoms.kernel.words.model import Sentence

UNANSWERED: Final[dict[str, str]] = {
    "CaseClosed": "risk learned from the examination itself; what a lock's case confirms, no profile can take in yet",
    "CertificateIssued": "the paper and the message to the applicant are made with it",
    "ReviewBegun": "its steps lie in the agencies' queues already",
    "InformationGiven": "the step is back in the officer's hands already",
    "ReviewWithdrawn": "its steps are cancelled already",
    "DocumentIssued": "the paper and the message to the applicant are made with it",
    "TraderRegistered": "whoever asks for the trader finds it; business/aeo may act on it later",
    "TradersMerged": "whoever asks for either number gets the survivor",
    "TradersParted": "whoever asks for either number gets that trader",
    "TraderChanged": "whoever asks for the trader reads what is written now",
    "PartnerOperatorChanged": "whoever treats a partner's operator asks recognition how it stands at that moment",
}


def worded(because: str) -> Sentence | str:
    """Give a reason so that it is translated when it is one of ours; words somebody typed stay as they are, braces too."""
    return because if "{" in because or "}" in because else Sentence(because)
