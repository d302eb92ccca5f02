"""Facts that declarations publish."""

from dataclasses import dataclass

from smartcustoms.kernel.events.model import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationLodged(Event):
    """One declaration was lodged and assessed; `lane` is empty while it awaits its assessment."""

    number: str
    organisation: str
    items: int
    lane: str

    @property
    def key(self) -> str:
        """The declaration's number."""
        return self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationsLodged(Event):
    """Part of a file of declarations was lodged and assessed."""

    file: str
    organisation: str
    part: int
    numbers: tuple[str, ...]

    @property
    def key(self) -> str:
        """The file's number: its parts come in order."""
        return self.file


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationAmended(Event):
    """A declaration has a new version (`becomes`), assessed anew."""

    number: str
    organisation: str
    becomes: int
    lane: str
    because: str

    @property
    def key(self) -> str:
        """The declaration's number."""
        return self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationWithdrawn(Event):
    """The trader withdrew a declaration."""

    number: str
    organisation: str
    because: str

    @property
    def key(self) -> str:
        """The declaration's number."""
        return self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationReleased(Event):
    """Goods under control, or detained, were released."""

    number: str
    organisation: str
    because: str

    @property
    def key(self) -> str:
        """The declaration's number."""
        return self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationDetained(Event):
    """Goods were detained."""

    number: str
    organisation: str
    because: str

    @property
    def key(self) -> str:
        """The declaration's number."""
        return self.number


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclarationAdvanced(Event):
    """A declaration came to its next state by an officer's word: goods arrived, documents asked, tax assessed, cleared and so on."""

    number: str
    organisation: str
    state: str
    because: str

    @property
    def key(self) -> str:
        """The declaration's number."""
        return self.number
