"""The simulated parties: importers with habits, sharing addresses, declarants and sellers; some of them crooked."""

from dataclasses import dataclass, fields

import numpy as np

from smartcustoms.trade.simulation.goods import lines
from smartcustoms.trade.simulation.marginals import Floats, Ints, shares
from smartcustoms.trade.simulation.model import Scheme

SLOTS = 6  # lines of goods an importer deals in at most
SCHEMES: tuple[Scheme, ...] = tuple(Scheme)
RING_SCHEMES = np.array([0.32, 0.2, 0.18, 0.14, 0.16, 0.0])
"""How often a ring chooses each scheme, in the order of Scheme; prohibited goods travel another way."""

NOBODY = -1
CROOKED = 0.045  # share of addresses that house a ring
CROOKED_NEWCOMER = 0.08
ERRING = 0.7  # spread of honest carelessness, in log odds
DIRTY = 6.6  # log odds that a ring adds in its dirty trade
NEAR_A_RING = 1.0  # log odds at a ring's address outside its dirty trade
SPREADS = 0.7  # log odds of a bent declarant
COMPLICIT = 1.3  # log odds of a complicit seller


@dataclass(slots=True)
class Parties:
    """Importers, one row each (P rows, SLOTS kinds of trade); grown by `append`. Days are proleptic ordinals."""

    weight: Floats  # (P,) how much they trade
    address: Ints  # (P,) shared by some
    declarant: Ints  # (P,)
    care: Floats  # (P,) log odds of error
    ring: Ints  # (P,) ring number, NOBODY for the honest
    since: Ints  # (P,) day of entry
    resting: Ints  # (P,) honest until this day
    office: np.ndarray  # (P,) usual office
    transport: np.ndarray  # (P,) usual mode
    payment: np.ndarray
    use: np.ndarray
    busy: Floats  # (P, SLOTS) share of their trade
    line: Ints  # (P, SLOTS)
    origin: Ints  # (P, SLOTS)
    seller: Ints  # (P, SLOTS)
    grade: Floats  # (P, SLOTS) log price grade of what they buy
    kind: Ints  # (P, SLOTS) base tax type
    claims: np.ndarray  # (P, SLOTS) claims the preference
    scheme: Ints  # (P, SLOTS) number of the scheme run there, NOBODY where honest

    def __len__(self) -> int:
        """Count the importers."""
        return len(self.weight)

    def append(self, more: "Parties") -> None:
        """Add newcomers at the end."""
        for field in fields(self):
            setattr(self, field.name, np.concatenate([getattr(self, field.name), getattr(more, field.name)]))


@dataclass(slots=True)
class Society:
    """All parties and what ties them: addresses with rings, bent declarants, complicit sellers."""

    parties: Parties
    declarant_bent: Floats  # (D,) log odds
    seller_bent: Floats  # (S,) log odds
    addresses: int
    rings: int

    def crook_odds(self, who: Ints, slot: Ints, day: Ints) -> Floats:
        """Log odds that parties add to a row: own care, ring, address, declarant, seller; almost none while resting."""
        p = self.parties
        dirty = p.scheme[who, slot] != NOBODY
        ringed = p.ring[who] != NOBODY
        odds = p.care[who] + self.declarant_bent[p.declarant[who]] + self.seller_bent[p.seller[who, slot]]
        odds = odds + np.where(dirty, DIRTY, np.where(ringed, NEAR_A_RING, 0.0))
        return np.asarray(np.where(p.resting[who] > day, -4.0, odds))


def found(rng: np.random.Generator, importers: int, *, since: int) -> Society:
    """Found a society of importers with declarants (1 to 12 importers) and sellers (about 1.2 an importer)."""
    declarants, sellers = max(importers // 12, 5), max(int(importers * 1.2), 10)
    society = Society(
        parties=_people(rng, importers, declarants, sellers, since=since),
        declarant_bent=np.where(rng.random(declarants) < 0.06, SPREADS, 0.0),
        seller_bent=np.where(rng.random(sellers) < 0.04, COMPLICIT, 0.0),
        addresses=0,
        rings=0,
    )
    _house(rng, society)
    return society


def enter(rng: np.random.Generator, society: Society, count: int, *, since: int, crooked: float) -> Ints:
    """Let newcomers start trading, each at an address of their own; a share of them crooked. Gives their numbers."""
    first = len(society.parties)
    people = _people(rng, count, len(society.declarant_bent), len(society.seller_bent), since=since)
    people.address = np.arange(society.addresses, society.addresses + count)
    society.addresses += count
    society.parties.append(people)
    numbers = np.arange(first, first + count)
    for who in numbers[rng.random(count) < crooked]:
        _join_ring(rng, society, int(who), society.rings)
        society.rings += 1
    return numbers


def _people(rng: np.random.Generator, count: int, declarants: int, sellers: int, *, since: int) -> Parties:
    goods = lines()
    line = rng.choice(len(goods.codes), size=(count, SLOTS), p=goods.share)
    # Traders keep to their trade: half of their other lines are of the chapter of their first.
    near = np.searchsorted(goods.chapters, goods.chapters[line[:, :1]]) + rng.integers(0, 12, (count, SLOTS))
    near = np.minimum(near, len(goods.codes) - 1)
    line[:, 1:] = np.where(rng.random((count, SLOTS - 1)) < 0.5, near[:, 1:], line[:, 1:])
    transport = shares("transport").draw(rng, count)
    office = np.empty(count, dtype="U4")
    for mode in np.unique(transport):
        here = transport == mode
        office[here] = shares("office", str(mode)).draw(rng, int(here.sum()))
    busy = rng.dirichlet(np.full(SLOTS, 0.5), size=count)
    popular = np.minimum(rng.pareto(0.9, (count,)) * declarants / 30, declarants - 1)
    people = Parties(
        weight=rng.lognormal(0.0, 1.3, count),
        address=np.arange(count),
        declarant=popular.astype(np.int64),
        care=rng.normal(0.0, ERRING, count),
        ring=np.full(count, NOBODY),
        since=np.full(count, since),
        resting=np.zeros(count, dtype=np.int64),
        office=office,
        transport=transport,
        payment=shares("payment").draw(rng, count),
        use=shares("use").draw(rng, count),
        busy=busy,
        line=line,
        origin=np.zeros_like(line),
        seller=rng.integers(0, sellers, (count, SLOTS)),
        grade=np.zeros(line.shape),
        kind=np.zeros_like(line),
        claims=np.zeros(line.shape, dtype=bool),
        scheme=np.full(line.shape, NOBODY),
    )
    _stock(rng, people, np.arange(count)[:, None].repeat(SLOTS, 1).ravel(), np.tile(np.arange(SLOTS), count))
    return people


def _stock(rng: np.random.Generator, people: Parties, who: Ints, slot: Ints) -> None:
    """Draw origin, grade, tax type and claim for the given trades, from their line."""
    goods = lines()
    line = people.line[who, slot]
    people.origin[who, slot] = goods.sources[line, _pick(rng, goods.source_share[line])]
    people.kind[who, slot] = _pick(rng, goods.kind_share[line])
    people.grade[who, slot] = rng.normal(0.0, 1.0, len(line)) * np.clip(goods.price_spread[line], 0.05, 1.2)
    origin = people.origin[who, slot]
    pays = goods.preference[line] < goods.rates[line, people.kind[who, slot]]
    claims = (rng.random(len(line)) < goods.claimed[origin] * 1.45) & (goods.agreements[origin] != "") & pays
    people.claims[who, slot] = claims


def _pick(rng: np.random.Generator, parts: Floats) -> Ints:
    """Draw one column for each row of shares."""
    drawn = (rng.random((len(parts), 1)) > parts.cumsum(axis=1)).sum(axis=1)
    return np.asarray(np.minimum(drawn, parts.shape[1] - 1))


def _house(rng: np.random.Generator, society: Society) -> None:
    """Give addresses (one importer in four shares one) and put rings into some; whole addresses turn crooked."""
    p = society.parties
    society.addresses = max(int(len(p) * 0.8), 1)
    lone = rng.random(len(p)) < 0.75
    p.address = np.where(lone, np.arange(len(p)) % society.addresses, rng.integers(0, society.addresses, len(p)))
    for address in np.flatnonzero(rng.random(society.addresses) < CROOKED):
        for who in np.flatnonzero(p.address == address):
            if rng.random() < 0.7:
                _join_ring(rng, society, int(who), society.rings)
        society.rings += 1


def _join_ring(rng: np.random.Generator, society: Society, who: int, ring: int) -> None:
    """Make an importer crooked in one to three of its trades."""
    p = society.parties
    p.ring[who] = ring
    for slot in np.argsort(-p.busy[who])[: rng.integers(1, 4)]:
        run_scheme(rng, society, who, int(slot))


def run_scheme(rng: np.random.Generator, society: Society, who: int, slot: int) -> None:
    """Start a scheme in one trade; those that need a rate to escape choose a line that has one."""
    p, goods = society.parties, lines()
    scheme = int(rng.choice(len(SCHEMES), p=RING_SCHEMES))
    p.scheme[who, slot] = scheme
    taxed = goods.rates[:, 0] >= 6.0
    able = taxed & (goods.lower[:, 0] >= 0) if SCHEMES[scheme] is Scheme.MISCLASSIFIED else taxed
    if not able[p.line[who, slot]]:
        chances = goods.share * able
        p.line[who, slot] = rng.choice(len(goods.codes), p=chances / chances.sum())
        _stock(rng, p, np.array([who]), np.array([slot]))
    if SCHEMES[scheme] is Scheme.ORIGIN_FALSE:
        p.claims[who, slot] = False
    society.seller_bent[p.seller[who, slot]] = max(society.seller_bent[p.seller[who, slot]], COMPLICIT / 2)


def change_goods(rng: np.random.Generator, society: Society, who: int, slot: int) -> None:
    """Move a trade to another line, seller and scheme (an adversary's answer to being caught)."""
    p, goods = society.parties, lines()
    p.line[who, slot] = rng.choice(len(goods.codes), p=goods.share)
    p.seller[who, slot] = rng.integers(0, len(society.seller_bent))
    _stock(rng, p, np.array([who]), np.array([slot]))
    run_scheme(rng, society, who, slot)


def take_over(rng: np.random.Generator, society: Society, who: int, *, day: int) -> int:
    """Move a crook's dirty trades to a new importer at the same address; declarant and sellers mostly stay."""
    new = int(enter(rng, society, 1, since=day, crooked=0.0)[0])
    p = society.parties
    p.address[new], p.ring[new], p.weight[new] = p.address[who], p.ring[who], p.weight[who] * 0.8
    p.office[new], p.transport[new] = p.office[who], p.transport[who]
    if rng.random() < 0.6:
        p.declarant[new] = p.declarant[who]
    for slot in np.flatnonzero(p.scheme[who] != NOBODY):
        for name in ("line", "origin", "grade", "kind", "claims", "scheme", "busy"):
            getattr(p, name)[new, slot] = getattr(p, name)[who, slot]
        if rng.random() < 0.7:
            p.seller[new, slot] = p.seller[who, slot]
        p.scheme[who, slot] = NOBODY
    p.busy[new] /= p.busy[new].sum()
    p.weight[who] *= 0.3
    return new
