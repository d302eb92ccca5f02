"""The cast of every test: officers, traders who must not see each other's, operator and administrator."""

from smartcustoms.kernel.actor import Actor, Kind


def _one(name: str, user: str, role: str, organisation: str, kind: Kind) -> Actor:
    return Actor(user=user, organisation=organisation, kind=kind, roles=frozenset({role}), name=name)


AMINA = _one("Officer Amina", "amina", "targeting_officer", "customs", Kind.CUSTOMS)
DAOUD = _one("Officer Daoud", "daoud", "examining_officer", "customs", Kind.CUSTOMS)
ESI = _one("Supervisor Esi", "esi", "supervisor", "customs", Kind.CUSTOMS)
BELA = _one("Trader Bela", "bela", "trader", "bela-trading", Kind.TRADER)
CHEN = _one("Trader Chen", "chen", "trader", "chen-co", Kind.TRADER)
INES = _one("Investigator Ines", "ines", "investigator", "customs", Kind.CUSTOMS)
IDRIS = _one("Investigation Supervisor Idris", "idris", "investigation_supervisor", "customs", Kind.CUSTOMS)
OTIS = _one("Operator Otis", "otis", "operator", "customs", Kind.CUSTOMS)
ADA = _one("Administrator Ada", "ada", "administrator", "customs", Kind.CUSTOMS)
OPAL = _one("Officer Opal", "opal", "agency_officer", "ofca", Kind.AGENCY)
NICO = _one("Officer Nico", "nico", "agency_officer", "epd", Kind.AGENCY)
CAST = (AMINA, DAOUD, ESI, INES, IDRIS, BELA, CHEN, OTIS, ADA, OPAL, NICO)
