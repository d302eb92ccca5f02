import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smartcustoms.trade.risk.language.checking import DEEPEST, MOST_TESTS, MOST_VALUES
from smartcustoms.trade.risk.language.faults import FaultCode, RuleRefused
from smartcustoms.trade.risk.language.reading import LONGEST_RULE, read_condition, read_rule, read_rules
from smartcustoms.trade.risk.language.tree import And, Compare, Not, Or, Rule, Sign
from smartcustoms.trade.risk.language.writing import write_condition, write_rule, write_rules
from smartcustoms.trade.risk.model import Lane
from tests.trade.risk.language.strategies import CATALOGUE, LISTS, rules

F = FaultCode


@settings(deadline=None, max_examples=80)
@given(rules())
def test_a_written_rule_reads_back_as_the_same_tree(rule: Rule) -> None:
    assert read_rule(write_rule(rule), CATALOGUE, lists=LISTS) == rule


def test_a_file_of_rules_reads_back() -> None:
    text = 'rule "A" if value > 1 then red\nrule "B" if value > 2 then blue 50%\n# end'
    read = read_rules(text, CATALOGUE)
    assert [rule.code for rule in read] == ["A", "B"]
    assert read_rules(write_rules(read), CATALOGUE) == read


def test_and_binds_closer_than_or_and_not_closest() -> None:
    read = read_condition("not importer_is_new and value > 1 or value < 0", CATALOGUE)
    assert isinstance(read, Or)
    first, second = read.parts
    assert isinstance(first, And)
    assert isinstance(first.parts[0], Not)
    assert isinstance(second, Compare)
    assert second.sign is Sign.LESS


def test_words_are_read_in_any_case_and_comments_are_skipped() -> None:
    read = read_rule("IF VALUE > 1".replace("VALUE", "value") + " # high\nTHEN Red", CATALOGUE, code="X")
    assert (read.lane, read.percent) == (Lane.RED, 100)


@pytest.mark.parametrize(
    ("text", "fault", "column", "meant"),
    [
        ("if valeu > 1 then red", F.NO_FIELD, 4, "value"),
        ('if office strts with "1" then red', F.UNEXPECTED, 11, "starts"),
        ("if value > 1 then rd", F.UNEXPECTED, 19, "red"),
        ("if value > 1", F.ENDED, 13, None),
        ("", F.ENDED, 1, None),
        ('if office = "1 then red', F.NOT_CLOSED, 13, None),
        ("if value > 1 & value < 2 then red", F.UNREADABLE, 14, None),
        ("if office = 30 then red", F.WRONG_KIND, 13, None),
        ('if value > "3" then red', F.WRONG_KIND, 12, None),
        ("if value > office then red", F.WRONG_KIND, 12, None),
        ("if on = 2 * result_on then red", F.WRONG_KIND, 9, None),
        ('if office > "1" then red', F.WRONG_TEST, 11, None),
        ("if value then red", F.WRONG_TEST, 4, None),
        ('if value starts with "1" then red', F.WRONG_TEST, 4, None),
        ("if importer_is_new in (true) then red", F.WRONG_TEST, 4, None),
        ('if hs_code = "2208" then red', F.NEVER_MATCHES, 14, None),
        ('if hs_code in ("220830", "22 08") then red', F.NEVER_MATCHES, 26, None),
        ("if on > 2026-02-30 then red", F.OUT_OF_RANGE, 9, None),
        ("if value between 5 and 3 then red", F.OUT_OF_RANGE, 24, None),
        ("if value > 1 then red 0%", F.OUT_OF_RANGE, 23, None),
        ("if value > 1 then red 101%", F.OUT_OF_RANGE, 23, None),
        ("if value > 1 then red, at most 0 hits unselected", F.OUT_OF_RANGE, 32, None),
        ("if value > 1 then red from 2026-02-01 until 2026-01-01", F.OUT_OF_RANGE, 45, None),
        ("if value > 1234567890123456 then red", F.OUT_OF_RANGE, 12, None),
        ('if office starts with "" then red', F.OUT_OF_RANGE, 23, None),
        ("if value > 1 then red until 2026-01-01 until 2026-01-02", F.TWICE, 40, None),
        ('if importer in list "watchd" then red', F.NO_LIST, 21, '"watched"'),
        ("if value > 1 then red if value > 2 then red", F.UNEXPECTED, 23, None),
        (f'if office = "{"x" * 201}" then red', F.TOO_LONG, 13, None),
        (f"if {'(' * 40}value > 1{')' * 40} then red", F.TOO_DEEP, 16, None),
        (f"if {'not ' * 40}value > 1 then red", F.TOO_DEEP, 52, None),
        ("if value > 1\x00 then red", F.UNREADABLE, 13, None),
        ("if value > 1\ud800 then red", F.UNREADABLE, 13, None),
    ],
)
def test_a_fault_is_told_with_its_place_and_what_was_meant(text: str, fault: F, column: int, meant: str | None) -> None:
    with pytest.raises(RuleRefused) as refusal:
        read_rule(text, CATALOGUE, code="X", lists=LISTS)
    told = refusal.value.fault
    assert (told.code, told.line, told.column, told.meant) == (fault, 1, column, meant)
    assert told.sentence


def test_the_place_counts_lines() -> None:
    with pytest.raises(RuleRefused, match=r"line 3, column 4: there is no field 'oofice'; .* Did you mean office"):
        read_rule('if value > 1\n# note\nor oofice = "1"\nthen red', CATALOGUE, code="X")


def test_limits_hold() -> None:
    many_values = ", ".join(str(n) for n in range(MOST_VALUES + 1))
    many_tests = " or ".join(["value > 1"] * (MOST_TESTS + 1))
    for text, fault in (
        (f"if value in ({many_values}) then red", F.TOO_MANY),
        (f"if {many_tests} then red", F.TOO_MANY),
        ("#" * (LONGEST_RULE + 1), F.TOO_LONG),
    ):
        with pytest.raises(RuleRefused) as refusal:
            read_rule(text, CATALOGUE, code="X")
        assert refusal.value.fault.code is fault
    within = f"{'(' * DEEPEST}value > 1{')' * DEEPEST}"
    assert write_condition(read_condition(within, CATALOGUE)) == "value > 1"


def test_rules_of_one_file_need_codes_of_their_own() -> None:
    with pytest.raises(RuleRefused) as refusal:
        read_rules('rule "A" if value > 1 then red\nrule "A" if value > 2 then red', CATALOGUE)
    assert (refusal.value.fault.code, refusal.value.fault.line) == (F.TWICE, 2)


@settings(deadline=None, max_examples=300)
@given(
    st.text(max_size=60)
    | st.lists(
        st.sampled_from(
            [
                "if",
                "value",
                ">",
                "1",
                "(",
                ")",
                "and",
                "not",
                "then",
                "red",
                "in",
                '"x"',
                ",",
                "80%",
                "list",
                "is",
                "missing",
                "2026-01-01",
                "office",
                "until",
                "rule",
            ]
        ),
        max_size=14,
    ).map(" ".join)
)
def test_any_text_is_read_or_refused_never_worse(text: str) -> None:
    try:
        rule = read_rule(text, CATALOGUE, code="X", lists=LISTS)
    except RuleRefused as refusal:
        place = (refusal.fault.line, refusal.fault.column)
    else:
        place = (1, 1) if read_rule(write_rule(rule), CATALOGUE) == rule else (0, 0)
    assert min(place) >= 1
