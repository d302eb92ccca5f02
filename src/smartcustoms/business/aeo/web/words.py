"""How things of the programme are called on pages."""

from typing import Any, Final

from smartcustoms.kernel.words.model import Sentence, sentence

STATES: Final[dict[str, tuple[Sentence, str]]] = {
    "draft": (sentence("Draft"), "grey"),
    "lodged": (sentence("Lodged"), "blue"),
    "returned": (sentence("Given back"), "orange"),
    "validating": (sentence("Being validated"), "blue"),
    "granted": (sentence("Granted"), "green"),
    "refused": (sentence("Refused"), "red"),
    "withdrawn": (sentence("Withdrawn"), "grey"),
}
STANDINGS: Final[dict[str, tuple[Sentence, str]]] = {
    "active": (sentence("In good standing"), "green"),
    "suspended": (sentence("Suspended"), "orange"),
    "revoked": (sentence("Revoked"), "red"),
    "expired": (sentence("Expired"), "grey"),
    "left": (sentence("Given up"), "grey"),
}
MET: Final[dict[str, Sentence]] = {
    "met": sentence("Met"),
    "partly": sentence("Partly met"),
    "not_met": sentence("Not met"),
    "not_applicable": sentence("Not applicable"),
}
SEVERITIES: Final[dict[str, Sentence]] = {"major": sentence("Major"), "minor": sentence("Minor")}
CORRECTIONS: Final[dict[str, tuple[Sentence, str]]] = {
    "open": (sentence("To be mended"), "orange"),
    "answered": (sentence("Answered"), "blue"),
    "closed": (sentence("Closed"), "green"),
}
DEEDS: Final[dict[str, Sentence]] = {
    "grant": sentence("Grant"),
    "refuse": sentence("Refuse"),
    "suspend": sentence("Suspend"),
    "reinstate": sentence("Reinstate"),
    "revoke": sentence("Revoke"),
}
STEPS: Final[dict[str, Sentence]] = {
    "begun": sentence("Application begun"),
    "carried_over": sentence("Self-assessment carried over"),
    "attached": sentence("File attached"),
    "lodge": sentence("Lodged"),
    "return": sentence("Given back"),
    "validate": sentence("Validation visit planned"),
    "revalidate": sentence("Re-validation planned"),
    "found": sentence("Finding"),
    "visited": sentence("Visit closed"),
    "answered": sentence("Finding answered"),
    "closed": sentence("Finding closed"),
    "opened_again": sentence("Finding opened again"),
    "proposed_grant": sentence("Proposed: grant"),
    "proposed_refuse": sentence("Proposed: refuse"),
    "proposed_suspend": sentence("Proposed: suspend"),
    "proposed_reinstate": sentence("Proposed: reinstate"),
    "proposed_revoke": sentence("Proposed: revoke"),
    "turned_down": sentence("Proposal turned down"),
    "grant": sentence("Granted"),
    "refuse": sentence("Refused"),
    "withdraw": sentence("Withdrawn"),
    "suspend": sentence("Suspended"),
    "reinstate": sentence("Reinstated"),
    "revoke": sentence("Revoked"),
    "restore": sentence("Restored after an appeal"),
    "renew": sentence("Renewed"),
    "expire": sentence("Expired"),
    "leave": sentence("Given up"),
    "reopen": sentence("Opened again after an appeal"),
    "appealed": sentence("Appeal lodged"),
    "upheld": sentence("Appeal upheld"),
    "dismissed": sentence("Appeal dismissed"),
    "reported": sentence("Self-report lodged"),
    "contact_named": sentence("Contact named"),
    "renewal_begun": sentence("Renewed period begun"),
}
INDICATORS: Final[dict[str, Sentence]] = {
    "finding_rate": sentence("Findings for each examination"),
    "serious": sentence("Prohibited or seized goods"),
    "late_corrections": sentence("Corrective actions that are late"),
    "late_reports": sentence("Self-reports that are late"),
    "open_corrections": sentence("Corrective actions not closed"),
}
LIGHTS: Final[dict[str, Sentence]] = {
    "green": sentence("Good"),
    "amber": sentence("Watch"),
    "red": sentence("Act"),
}
COLOURS: Final = {"green": "green", "amber": "yellow", "red": "red"}
GRADES: Final[dict[str, Sentence]] = {
    "green": sentence("Ready"),
    "amber": sentence("Almost ready"),
    "red": sentence("Not yet ready"),
}
REPORT_FIELDS: Final[dict[str, Sentence]] = {
    "changes": sentence('What changed in the business, or "none"'),
    "incidents": sentence('Security incidents, or "none"'),
    "outsourced": sentence("Changes of outsourced functions"),
    "contact": sentence("Changes of the person responsible"),
}


def named() -> dict[str, Any]:
    """Give all of them, for templates."""
    return {
        "states": STATES,
        "standings": STANDINGS,
        "met": MET,
        "severities": SEVERITIES,
        "corrections_named": CORRECTIONS,
        "deeds": DEEDS,
        "step_names": STEPS,
        "indicator_names": INDICATORS,
        "lights": LIGHTS,
        "colours": COLOURS,
        "grades": GRADES,
        "report_fields": REPORT_FIELDS,
    }
