"""Where an element stands: its path by names, with numbers where several of a name stand side by side."""

from typing import Any


def path_of(at: Any) -> str:
    """Give the path of an element from the root, such as `MetaData/Declaration/GoodsShipment/GovernmentAgencyGoodsItem[2]`."""
    steps: list[str] = []
    while at is not None:
        holder = at.getparent()
        name = at.tag.rpartition("}")[2]
        steps.append(name if holder is None else _step(at, name))
        at = holder
    return "/".join(reversed(steps))


def _step(at: Any, name: str) -> str:
    before = sum(1 for _ in at.itersiblings(at.tag, preceding=True))
    is_alone = not before and next(at.itersiblings(at.tag), None) is None
    return name if is_alone else f"{name}[{before + 1}]"
