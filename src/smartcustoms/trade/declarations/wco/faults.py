"""Every fault of a WCO message by its code: its sentence and how to mend it."""

from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from smartcustoms.kernel.words.model import Sentence, sentence

LONGEST_VALUE: Final = 120


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong, or worth telling: where it stands, what was seen, how to mend it."""

    code: str
    says: Sentence
    mend: Sentence
    path: str | None = None
    line: int | None = None
    value: str | None = None


class Kind(NamedTuple):
    """A kind of fault: its sentence, with names to fill, and how it is mended."""

    says: Sentence
    mend: Sentence


_WHOLE: Final = sentence("Send the file again whole, as it came from the program that wrote it.")
_STANDARD: Final = sentence("Compare the name with the WCO Data Model; did you mean {near}?")

KINDS: Final[dict[str, Kind]] = {
    # the file as a whole
    "file_empty": Kind(sentence("The file is empty."), sentence("Choose the file that holds the message.")),
    "file_too_large": Kind(
        sentence("The file is larger than can be read at once."),
        sentence("Send messages of at most {largest} MB and {most} tags; split the declaration."),
    ),
    "file_too_deep": Kind(
        sentence("Elements stand inside each other more than {deepest} deep."),
        sentence("A message of the WCO Data Model needs no such depth; look for an end tag that is missing."),
    ),
    "dtd_refused": Kind(
        sentence("The file brings a document type definition (DOCTYPE)."),
        sentence("Take the DOCTYPE and its entities out; messages are described by schemas alone."),
    ),
    "encoding_unknown": Kind(
        sentence("The file names a character set that is not read here."),
        sentence("Write the file in UTF-8 and say so in its first line."),
    ),
    "characters_wrong": Kind(
        sentence("A byte here is no character of the file's character set."),
        sentence("Save the file in UTF-8, or name the character set in which it is written in its first line."),
    ),
    "character_forbidden": Kind(
        sentence("A control character stands in the text."), sentence("Take it out; only tab and line end are allowed.")
    ),
    # XML that cannot be parsed
    "comment_unusable": Kind(
        sentence("A comment holds two hyphens, or the comment before was not closed."),
        sentence("End the comment with two hyphens and >, and write no two hyphens inside it."),
    ),
    "comment_not_closed": Kind(
        sentence("A comment is not closed."), sentence("End the comment with two hyphens and >.")
    ),
    "tags_differ": Kind(
        sentence("An end tag does not match the tag that was opened: {found} stands where {open} must be closed."),
        sentence("Close each element by its own name, the innermost first."),
    ),
    "not_closed": Kind(
        sentence("The file ends before all elements are closed."),
        _WHOLE,
    ),
    "tag_unusable": Kind(
        sentence("A tag cannot be read here."),
        sentence("Write < as &lt; in text, and begin a name with a letter directly after <."),
    ),
    "attribute_twice": Kind(sentence("An attribute stands twice in one tag."), sentence("Take one of the two out.")),
    "attribute_unusable": Kind(
        sentence("An attribute cannot be read here."),
        sentence("Write it as name, equals sign, and the value between quotation marks; write < as &lt;."),
    ),
    "entity_unknown": Kind(
        sentence("An & does not begin one of the five known entities or a character number."),
        sentence("Write & as &amp; in text."),
    ),
    "prefix_unknown": Kind(
        sentence("A prefix before a colon has no namespace."),
        sentence("Declare it on the root with xmlns and the prefix, such as xmlns:md with the namespace of MetaData."),
    ),
    "more_after_end": Kind(
        sentence("Something stands after the end of the message."),
        sentence("Send one message in a file, with one root element."),
    ),
    "no_xml": Kind(
        sentence("The file does not begin with XML."), sentence("Send the message as XML, from its first <.")
    ),
    "declaration_misplaced": Kind(
        sentence("The XML declaration is unusable or does not stand at the very beginning of the file."),
        sentence("Let the file begin with <?xml and nothing before it, not even a space or line end."),
    ),
    "xml_unusable": Kind(sentence("The XML cannot be read here."), _WHOLE),
    # which message it is
    "root_wrong": Kind(
        sentence("{name} is not the root of a message that is read here."),
        sentence("Send MetaData of the namespace {space}, with a Declaration or a Response in it."),
    ),
    "another_message": Kind(
        sentence("This is {what}, not {wanted}."),
        sentence("Read it with: smartcustoms {command} read."),
    ),
    "message_missing": Kind(
        sentence("{name} holds neither a Declaration nor a Response."),
        sentence("Put the message inside, in its own namespace."),
    ),
    "messages_many": Kind(
        sentence("The envelope holds more than one message."), sentence("Send each message in a file of its own.")
    ),
    "namespace_lost": Kind(
        sentence("{name} has lost its namespace."),
        sentence("Declare the namespace {space} with xmlns on it or on the element around it."),
    ),
    "namespace_wrong": Kind(
        sentence("{name} stands in another namespace than this message's {name}."),
        sentence("Write it in the namespace {space}."),
    ),
    # structure
    "element_unknown": Kind(sentence("{holder} has no element {name}."), _STANDARD),
    "element_misplaced": Kind(
        sentence("{name} does not stand where it belongs in {holder}."),
        sentence("Keep the order of the WCO Data Model: it comes before {before}."),
    ),
    "element_unexpected": Kind(
        sentence("{name} is not expected at this place in {holder}."),
        sentence("The schema expects here: {expected}."),
    ),
    "element_too_often": Kind(
        sentence("{name} stands more than {most} times in {holder}."), sentence("Leave at most {most}.")
    ),
    "element_missing": Kind(sentence("{holder} lacks {name}."), sentence("Put {name} in.")),
    "elements_in_leaf": Kind(
        sentence("{name} holds elements, but it is a plain value."), sentence("Write only its value between its tags.")
    ),
    "text_misplaced": Kind(
        sentence("Text stands between the elements of {name}."),
        sentence("Take the text out, or put it into its element."),
    ),
    "attribute_unknown": Kind(sentence("{name} has no attribute {attribute}."), sentence("Take the attribute out.")),
    "attribute_missing": Kind(
        sentence("{name} lacks the attribute {attribute}."), sentence("Put the attribute {attribute} in.")
    ),
    # values
    "value_missing": Kind(sentence("{name} is empty."), sentence("Fill it in, or leave the element out.")),
    "value_too_long": Kind(
        sentence("{name} has {length} characters; {longest} are the most."), sentence("Shorten it.")
    ),
    "value_too_short": Kind(
        sentence("{name} has {length} characters; {shortest} are the least."), sentence("Write it in full.")
    ),
    "not_a_number": Kind(
        sentence("{name} is not a number."),
        sentence("Write digits with a point before the decimals, with no spaces, commas or units."),
    ),
    "too_many_digits": Kind(
        sentence("{name} has more than {most} digits."), sentence("Round it, or look whether the point is missing.")
    ),
    "too_many_decimals": Kind(sentence("{name} has more than {most} decimals."), sentence("Round it.")),
    "not_among": Kind(sentence("{name} is not one of the allowed codes."), sentence("Write one of: {among}.")),
    "not_yes_or_no": Kind(sentence("{name} is neither true nor false."), sentence("Write true or false.")),
    "not_a_time": Kind(
        sentence("{name} is not a date or time in the agreed form."),
        sentence("Write 20261124 with format code 102, or 20261124093000Z with format code 304."),
    ),
    "line_end_inside": Kind(sentence("{name} has a line end inside."), sentence("Write it on one line.")),
    "form_wrong": Kind(sentence("{name} does not have the agreed form."), sentence("The form is {form}.")),
    "schema_refuses": Kind(
        sentence("{name} is not as the administration's schema wants it."),
        sentence("Compare the element with the administration's description of this message."),
    ),
    # schemas and JSON
    "schemas_unusable": Kind(
        sentence("The schemas in this folder cannot be used."),
        sentence("Give the folder of XSD files of the administration, with all files that they import."),
    ),
    "json_unusable": Kind(
        sentence("The file is not the JSON of a message."),
        sentence("Give the JSON that read printed: one object, with the root element as its one key."),
    ),
    "json_name_unusable": Kind(
        sentence("This is no name of an element or attribute."),
        sentence("Write names as in XML, with at most one prefix; attributes begin with @."),
    ),
    "json_value_unusable": Kind(
        sentence("This value cannot stand in XML."), sentence("Write text, an object, or a list of these; never null.")
    ),
    # what is told, and refuses nothing
    "note_namespace_missing": Kind(
        sentence("The response came without namespaces; it was read as if they stood there."),
        sentence("Nothing need be mended to read it; the sender should declare {space}."),
    ),
    "note_envelope": Kind(
        sentence("The message stands in an envelope, {name}, which was kept but not checked."),
        sentence("Nothing need be mended."),
    ),
    "note_no_metadata": Kind(
        sentence("The message stands without MetaData around it."), sentence("Nothing need be mended to read it.")
    ),
    "note_movement": Kind(
        sentence(
            "This is a movement message of inventory linking, which is not of the WCO Data Model; its fields were kept as they stand."
        ),
        sentence("Nothing need be mended."),
    ),
    "note_not_validated": Kind(
        sentence("The folder has no schema for {name}; it was not validated."),
        sentence("Put the schema of {space} into the folder if it must be."),
    ),
}


def fault(
    code: str, *, path: str | None = None, line: int | None = None, value: str | None = None, **names: Any
) -> Fault:
    """Make a fault of a kind; names fill both its sentence and its mend."""
    kind = KINDS[code]
    seen = value if value is None or len(value) <= LONGEST_VALUE else value[: LONGEST_VALUE - 1] + "…"
    return Fault(code, _filled(kind.says, names), _filled(kind.mend, names), path, line, seen)


def _filled(said: Sentence, names: dict[str, Any]) -> Sentence:
    wanted = {name: value for name, value in names.items() if f"{{{name}}}" in said.text}
    return Sentence(said.text, wanted) if wanted else said
