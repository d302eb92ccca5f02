"""Ways in which a superuser may tamper with the trail. Each changes something that a checkpoint covers."""

from collections.abc import Callable
from random import Random
from uuid import UUID

import sqlalchemy as sa

from smartcustoms.kernel.audit.leaf import JournalRow, content
from smartcustoms.kernel.audit.merkle import Frontier, leaf_hash

Mutation = Callable[[sa.Connection, Random], None]


def run(c: sa.Connection, sql: str, **values: object) -> None:
    done = c.execute(sa.text(sql), values)
    assert done.rowcount != 0, sql  # a mutation that changes nothing would prove nothing


def any_leaf(c: sa.Connection, r: Random) -> int:
    return r.randrange(int(c.execute(sa.text("select count(*) from audit_leaf")).scalar_one()))


def id_of(c: sa.Connection, position: int) -> UUID:
    found: UUID = c.execute(sa.text("select id from audit_leaf where position = :p"), {"p": position}).scalar_one()
    return found


def change_a_column(c: sa.Connection, r: Random) -> None:
    change = r.choice(
        [
            "who = who || 'x'",
            "organisation = ''",
            "deed = 'declaration.seen'",
            "about = about || ' '",
            "at = at + interval '1 microsecond'",
            "at = 'infinity'",
            "at = at - interval '4000 years'",
            "facts = facts || '{\"items\": 999999}'",
            "facts = facts - 'items'",
            "facts = '{}'",
            "facts = facts || '{\"share\": 0.10}'",
            "facts = facts || '{\"share\": 0.1000000000000000000000000001}'",
            'facts = facts || \'{"words": ["a"]}\'',
        ]
    )
    run(c, f"update audit_journal set {change} where id = :id", id=id_of(c, any_leaf(c, r)))


def change_an_id(c: sa.Connection, r: Random) -> None:
    run(
        c,
        "update audit_journal set id = :new where id = :id",
        id=id_of(c, any_leaf(c, r)),
        new=UUID(int=r.getrandbits(128)),
    )


def delete_a_deed(c: sa.Connection, r: Random) -> None:
    run(c, "delete from audit_journal where id = :id", id=id_of(c, any_leaf(c, r)))


def delete_a_deed_and_its_leaf(c: sa.Connection, r: Random) -> None:
    leaf = id_of(c, any_leaf(c, r))
    run(c, "delete from audit_journal where id = :id", id=leaf)
    run(c, "delete from audit_leaf where id = :id", id=leaf)


def delete_a_leaf(c: sa.Connection, r: Random) -> None:
    run(c, "delete from audit_leaf where position = :p", p=any_leaf(c, r))


def swap_two_deeds(c: sa.Connection, r: Random) -> None:
    a, b = _two(c, r)
    third = UUID(int=1)
    for old, new in ((a, third), (b, a), (third, b)):
        run(c, "update audit_journal set id = :new where id = :old", old=old, new=new)


def swap_two_leaves(c: sa.Connection, r: Random) -> None:
    a, b = r.sample(range(any_leaf(c, r) + 2), 2)
    for old, new in ((a, -1), (b, a), (-1, b)):
        c.execute(sa.text("update audit_leaf set position = :new where position = :old"), {"old": old, "new": new})


def move_all_after(c: sa.Connection, r: Random) -> None:
    p = any_leaf(c, r)
    run(c, "update audit_leaf set position = position + 1000000 where position >= :p", p=p)
    run(c, "update audit_leaf set position = position - 999999 where position >= 1000000")


def change_a_hash(c: sa.Connection, r: Random) -> None:
    run(c, "update audit_leaf set hash = :h where position = :p", h=r.randbytes(32), p=any_leaf(c, r))


def change_deed_and_hash(c: sa.Connection, r: Random) -> None:
    change_a_column(c, r)
    rehash(c)


def change_deed_and_whole_tree(c: sa.Connection, r: Random) -> None:
    change_a_column(c, r)
    rehash(c)
    rebuild_subtrees(c)


def remove_deed_and_close_the_gap(c: sa.Connection, r: Random) -> None:
    p = any_leaf(c, r)
    run(c, "delete from audit_journal where id = :id", id=id_of(c, p))
    run(c, "delete from audit_leaf where position = :p", p=p)
    c.execute(sa.text("update audit_leaf set position = -position where position > :p"), {"p": p})
    c.execute(sa.text("update audit_leaf set position = -position - 1 where position < 0"))
    rebuild_subtrees(c)


def insert_a_deed_in_the_middle(c: sa.Connection, r: Random) -> None:
    p, new = any_leaf(c, r), UUID(int=r.getrandbits(128))
    _copy_deed(c, id_of(c, p), new)
    run(c, "update audit_leaf set position = -position - 1 where position >= :p", p=p)
    run(c, "update audit_leaf set position = -position where position < 0")
    run(c, "insert into audit_leaf values (:p, :id, '')", p=p, id=new)
    rehash(c)
    rebuild_subtrees(c)


def add_a_deed_at_the_end(c: sa.Connection, r: Random) -> None:
    size, new = int(c.execute(sa.text("select count(*) from audit_leaf")).scalar_one()), UUID(int=r.getrandbits(128))
    _copy_deed(c, id_of(c, r.randrange(size)), new)
    run(c, "insert into audit_leaf values (:p, :id, '')", p=size, id=new)
    rehash(c)


def slip_in_an_old_deed(c: sa.Connection, r: Random) -> None:
    new = UUID(int=r.getrandbits(128))
    _copy_deed(c, id_of(c, any_leaf(c, r)), new)
    run(c, "update audit_journal set at = at - interval '1 day' where id = :id", id=new)


def cut_the_end(c: sa.Connection, r: Random) -> None:
    p = any_leaf(c, r)
    run(c, "delete from audit_journal where id in (select id from audit_leaf where position >= :p)", p=p)
    run(c, "delete from audit_leaf where position >= :p", p=p)
    rebuild_subtrees(c, empty=True)


def roll_everything_back(c: sa.Connection, r: Random) -> None:
    """Go back to an earlier checkpoint, leaving no trace inside the database."""
    numbers = [row[0] for row in c.execute(sa.text("select number from audit_checkpoint order by number"))]
    number = r.choice(numbers[:-1])
    size = c.execute(sa.text("select size from audit_checkpoint where number = :n"), {"n": number}).scalar_one()
    run(c, "delete from audit_checkpoint where number > :n", n=number)
    c.execute(
        sa.text("delete from audit_journal where id in (select id from audit_leaf where position >= :p)"), {"p": size}
    )
    c.execute(sa.text("delete from audit_leaf where position >= :p"), {"p": size})
    rebuild_subtrees(c, empty=True)


def empty_everything(c: sa.Connection, r: Random) -> None:
    for table in ("audit_journal", "audit_leaf", "audit_checkpoint", "audit_subtree"):
        c.execute(sa.text(f"delete from {table}"))


def delete_a_subtree(c: sa.Connection, r: Random) -> None:
    run(c, 'delete from audit_subtree where "index" = 0')


def change_a_subtree(c: sa.Connection, r: Random) -> None:
    run(c, 'update audit_subtree set hash = :h where "index" = 0', h=r.randbytes(32))


def add_a_subtree(c: sa.Connection, r: Random) -> None:
    run(
        c,
        "insert into audit_subtree values (:level, :i, :h)",
        level=r.choice([8, 16]),
        i=r.randint(2, 99),
        h=r.randbytes(32),
    )


def delete_a_checkpoint(c: sa.Connection, r: Random) -> None:
    run(c, "delete from audit_checkpoint where number = :n", n=_any_checkpoint(c, r))


def change_a_checkpoint(c: sa.Connection, r: Random) -> None:
    change = r.choice(
        [
            "size = size + 1",
            "at = at + interval '1 second'",
            "at = 'infinity'",
            "number = number + 1000",
            "note = replace(note, 'smartcustoms', 'smartcustom')",
            "note = note || ' '",
            "note = ''",
            "note = reverse(note)",
        ]
    )
    run(c, f"update audit_checkpoint set {change} where number = :n", n=_any_checkpoint(c, r))


def swap_two_checkpoints(c: sa.Connection, r: Random) -> None:
    a, b = r.sample([row[0] for row in c.execute(sa.text("select number from audit_checkpoint"))], 2)
    for old, new in ((a, -1), (b, a), (-1, b)):
        run(c, "update audit_checkpoint set number = :new where number = :old", old=old, new=new)


def repeat_a_checkpoint(c: sa.Connection, r: Random) -> None:
    number = _any_checkpoint(c, r)
    run(
        c,
        "insert into audit_checkpoint select max_n + 1, size, at, note from audit_checkpoint,"
        " (select max(number) as max_n from audit_checkpoint) as m where number = :n",
        n=number,
    )


FOUND_INSIDE: list[Mutation] = [
    change_a_column,
    change_an_id,
    delete_a_deed,
    delete_a_deed_and_its_leaf,
    delete_a_leaf,
    swap_two_deeds,
    swap_two_leaves,
    move_all_after,
    change_a_hash,
    change_deed_and_hash,
    change_deed_and_whole_tree,
    remove_deed_and_close_the_gap,
    insert_a_deed_in_the_middle,
    add_a_deed_at_the_end,
    slip_in_an_old_deed,
    cut_the_end,
    delete_a_subtree,
    change_a_subtree,
    add_a_subtree,
    change_a_checkpoint,
    swap_two_checkpoints,
    repeat_a_checkpoint,
]
FOUND_WITH_WHAT_IS_OUTSIDE: list[Mutation] = [roll_everything_back, empty_everything, delete_a_checkpoint]


def rehash(c: sa.Connection) -> None:
    """Write the leaf hashes anew, as somebody would who knows how they are made."""
    rows = c.execute(
        sa.text(
            "select l.position, j.id, extract(epoch from j.at)::text, who, organisation, deed, about, facts::text"
            " from audit_leaf l join audit_journal j on j.id = l.id"
        )
    ).all()
    hashes = [{"p": row[0], "h": leaf_hash(content(JournalRow(*row[1:])))} for row in rows]
    c.execute(sa.text("update audit_leaf set hash = :h where position = :p"), hashes)


def rebuild_subtrees(c: sa.Connection, *, empty: bool = False) -> None:
    """Write the stored subtrees anew over the leaf hashes."""
    c.execute(sa.text("delete from audit_subtree"))
    edge = Frontier()
    for (stored,) in c.execute(sa.text("select hash from audit_leaf order by position")).all():
        for level, index, root in edge.append(bytes(stored)):
            run(c, "insert into audit_subtree values (:l, :i, :h)", l=level, i=index, h=root)


def _two(c: sa.Connection, r: Random) -> tuple[UUID, UUID]:
    size = int(c.execute(sa.text("select count(*) from audit_leaf")).scalar_one())
    a, b = r.sample(range(size), 2)
    return id_of(c, a), id_of(c, b)


def _copy_deed(c: sa.Connection, old: UUID, new: UUID) -> None:
    run(
        c,
        "insert into audit_journal select :new, at, who, organisation, 'declaration.released', about, facts"
        " from audit_journal where id = :old",
        old=old,
        new=new,
    )


def _any_checkpoint(c: sa.Connection, r: Random) -> int:
    return int(r.choice([row[0] for row in c.execute(sa.text("select number from audit_checkpoint"))]))
