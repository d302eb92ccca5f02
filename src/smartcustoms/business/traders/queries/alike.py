"""How alike names and addresses are, for others who meet some that are in no register. Pure."""

from smartcustoms.business.traders import likeness


def likeness_of_names(one: str, other: str) -> tuple[float, bool]:
    """Give how alike two names are, from 0 to 1, and whether a Chinese one was compared by its reading with one in letters."""
    return likeness.name_likeness(one, other)


def likeness_of_addresses(one: str, other: str) -> float:
    """Give how alike two addresses are, from 0 to 1, in letters, in Chinese, or one of each."""
    return likeness.address_likeness(one, other)


def are_other_forms(one: str, other: str) -> bool:
    """Tell whether two names say each which kind of company they are, and otherwise."""
    return likeness.other_forms(one, other)


def lookup_keys(name: str, address: str) -> set[str]:
    """Give the keys under which a name and an address are looked up among very many: what shares none with it is not it."""
    return likeness.fine_keys(name, address)
