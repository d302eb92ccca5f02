"""Every fault of an interchange by its code: its sentence, how to mend it, whether it refuses, and its number in CONTRL (0085)."""

from typing import Any, Final, NamedTuple

from smartcustoms.kernel.edifact.model import Fault, Weight
from smartcustoms.kernel.words.model import Sentence, sentence


class Kind(NamedTuple):
    """One kind of fault; `contrl` is its syntax error code (data element 0085 of ISO 9735)."""

    says: Sentence
    mend: Sentence
    contrl: int
    weight: Weight = Weight.REFUSES


_COUNT: Final = sentence("Count again, or send the file again whole: a segment may have been lost on the way.")
_REFERENCE: Final = sentence("Write the same reference at the beginning and the end.")
_TELLS: Final = Weight.TELLS

KINDS: Final = {
    "not_edifact": Kind(
        sentence("The file does not begin with UNA or UNB."),
        sentence("Send an EDIFACT interchange, from UNA or UNB to UNZ."),
        18,
    ),
    "too_large": Kind(
        sentence("The interchange is larger than can be read at once."),
        sentence("Split it into interchanges of at most 32 MB, messages of at most 1 MB."),
        18,
    ),
    "una_unusable": Kind(
        sentence("UNA does not name usable separators."),
        sentence(
            "Write UNA with six different signs, such as UNA:+.? followed by an apostrophe; no letters or digits."
        ),
        22,
    ),
    "syntax_unknown": Kind(
        sentence("There is no such syntax level or version."),
        sentence("Write one of UNOA to UNOL, UNOW, UNOX or UNOY, and version 1 to 4."),
        2,
    ),
    "character_wrong": Kind(
        sentence("A character cannot be read in the character set that UNB names."),
        sentence("Name the right character set in UNB, such as UNOC or UNOW, or write the character otherwise."),
        21,
    ),
    "control_character": Kind(
        sentence("A control character stands in the text."),
        sentence("Take it out; only line ends between segments are borne."),
        21,
    ),
    "character_of_higher_level": Kind(
        sentence("The level that UNB names does not have this character."),
        sentence("Name UNOB, UNOC or UNOW in UNB."),
        21,
        _TELLS,
    ),
    "not_ended": Kind(
        sentence("The last segment does not end."),
        sentence("Send the file again whole, with the terminator after the last segment."),
        13,
    ),
    "empty_segment": Kind(
        sentence("There is a terminator without a segment."),
        sentence("Take out one of the two terminators, or put the release character before one that is text."),
        15,
    ),
    "outside_message": Kind(
        sentence("A segment stands outside every message."), sentence("Put it between UNH and UNT."), 33
    ),
    "envelope_order": Kind(
        sentence("This envelope segment has no place here."),
        sentence("Keep the order UNB, UNG, UNH, UNT, UNE, UNZ; end each before the next begins."),
        15,
    ),
    "message_not_ended": Kind(
        sentence("The message that begins with this UNH has no UNT."), sentence("End every message with UNT."), 13
    ),
    "group_not_ended": Kind(
        sentence("The group that begins with this UNG has no UNE."), sentence("End every group with UNE."), 13
    ),
    "interchange_not_ended": Kind(
        sentence("The interchange that begins with this UNB has no UNZ."),
        sentence("End the interchange with UNZ; send the file again whole."),
        13,
    ),
    "no_messages": Kind(
        sentence("There is no message between beginning and end."), sentence("Send at least one message."), 32
    ),
    "mixed": Kind(
        sentence("Messages stand both in groups and outside groups."),
        sentence("Put all messages in groups, or none."),
        30,
    ),
    "count_wrong": Kind(sentence("{count} are counted here, {stated} are stated."), _COUNT, 29),
    "reference_differs": Kind(
        sentence("The reference at the beginning is {first}, the one here is another."), _REFERENCE, 28
    ),
    "reference_twice": Kind(
        sentence("Another message of this interchange has the same reference."),
        sentence("Give every message its own reference."),
        26,
    ),
    "missing": Kind(
        sentence("{what} is missing."), sentence("Fill it in; the table of the segment says that it must be there."), 13
    ),
    "segment_missing": Kind(
        sentence("The segment {what} is missing before this one."),
        sentence("Put it in; the table of the message says that it must be there."),
        13,
    ),
    "segment_unknown": Kind(
        sentence("There is no segment of this tag."),
        sentence(
            "Write a tag of the UN/EDIFACT directory; look whether a release character is missing before an apostrophe."
        ),
        15,
    ),
    "segment_unexpected": Kind(
        sentence("The table of this message has no such segment at this place."),
        sentence("Compare the order with the directory's table of the message."),
        15,
        _TELLS,
    ),
    "segment_too_often": Kind(
        sentence("The segment stands here more often than {most} times."),
        sentence("Leave out what is too many, or begin a new group."),
        35,
    ),
    "segment_often": Kind(
        sentence("The segment stands here more often than {most} times."),
        sentence("Compare with the directory's table of the message."),
        35,
        _TELLS,
    ),
    "too_many_elements": Kind(
        sentence("The segment has more elements than its table."),
        sentence("Take out what is too many, or put the release character before a plus or colon that is text."),
        16,
        _TELLS,
    ),
    "too_many_components": Kind(
        sentence("The element has more components than its table."),
        sentence("Take out what is too many, or put the release character before a colon that is text."),
        16,
        _TELLS,
    ),
    "too_long": Kind(sentence("{what} has {length} characters; {longest} are the most."), sentence("Shorten it."), 39),
    "not_a_number": Kind(
        sentence("{what} is not a number."),
        sentence("Write digits, with the decimal mark that UNA names, no spaces between."),
        37,
    ),
    "not_a_time": Kind(
        sentence("The value is no date or time in the format {format}."),
        sentence("Write it in the format that the code after it names, such as 20261124 for 102."),
        12,
    ),
    "type_unknown": Kind(
        sentence("There is no table for messages of type {type}; only its envelope was checked."),
        sentence("Nothing need be mended if your partner agreed on it."),
        14,
        _TELLS,
    ),
}


def fault(kind: str, segment: int, **more: Any) -> Fault:
    """Make a fault of a kind; names that are no field of a fault fill its sentence."""
    known = KINDS[kind]
    fields = {name: more.pop(name) for name in ("tag", "element", "value", "message", "within") if name in more}
    says = Sentence(known.says.text, more) if more else known.says
    if "value" in fields:
        fields["value"] = str(fields["value"])[:60]
    return Fault(code=kind, says=says, mend=known.mend, segment=segment, weight=known.weight, **fields)
