"""Who gets an order: an officer of the office, on duty, with the skill, who has the least to do."""

from collections.abc import Iterable

from smartcustoms.boundary.examinations.model import Examiner


def choose(examiners: Iterable[Examiner], *, office: str, skill: str) -> Examiner | None:
    """Choose the examiner with the least load in hours; the order of users decides between equals, so it can be replayed.

    An examiner of office `*` serves every office. None when nobody on duty has the skill.
    """
    able = [each for each in examiners if each.on_duty and skill in each.skills and each.office in {office, "*"}]
    return min(able, key=lambda each: (each.load, each.user), default=None)
