"""A believable player's two years, made up: the same seed tells the same story. Pure."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from math import isqrt

from total_bankroll.ledger import Kind

Cross = Callable[[str, str, date], Decimal | None]

SITES = (
    ("PokerStars", "USD", 2400),
    ("GGPoker", "USD", 3100),
    ("Winamax", "EUR", 1500),
    ("888poker", "GBP", 700),
    ("CoinPoker", "USDT", 1200),
    ("Unibet", "EUR", 800),
)
ASSETS = (
    ("Bank account", "EUR", 6500),
    ("Cash", "EUR", 1800),
    ("Crypto wallet", "USDT", 2500),
    ("Travel card", "GBP", 600),
)
TRANSFERS, FLOWS = 3, 8  # of a hundred entries: transfers (two entries each) and other flows
WEEKLY = 3  # nobody moves money more often, however many balances they type
SITE_WEIGHT, ASSET_WEIGHT = 4, 1  # a site's balance is typed more often
SITE_WEEK, ASSET_WEEK = 4, 2  # on so many days of a week, several times a day if need be
NOTES = {
    Kind.DEPOSIT: ("Top-up", "Monthly savings", "Staking returned"),
    Kind.WITHDRAWAL: ("Rent", "Holiday", "Household"),
    Kind.BONUS: ("Rakeback", "Weekly cashback", "Leaderboard", "Reload bonus"),
    Kind.EXPENSE: ("Tracker subscription", "Coaching", "Train to the series", "Hotel"),
    Kind.TRANSFER_OUT: ("", "Cash-out", "Moved for the series"),
}


@dataclass(slots=True)
class Character:
    """An account in the story; amounts are cents, `usual` is what the player keeps there."""

    kind: str
    name: str
    currency: str
    usual: int
    days: list[int] = field(default_factory=lambda: [0])  # from the opening on
    every: int = 1000  # thousandths of a day between two balance entries
    balance: int = 0

    @property
    def is_site(self) -> bool:
        return self.kind == "site"


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the story; `account` is the character's place, `pair` ties two legs."""

    day: date
    account: int
    kind: Kind
    cents: int
    change: int
    opening: bool = False
    note: str = ""
    pair: int | None = None


@dataclass(slots=True)
class Story:
    """Tells exactly `entries` entries on the days from `first` to `last`."""

    seed: int
    first: date
    last: date
    entries: int
    cross: Cross
    cast: list[Character] = field(default_factory=list)
    _told: list[Told] = field(default_factory=list)
    _pairs: int = 0
    _random: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - a story, not a secret

    def tell(self) -> list[Told]:
        """The whole story in order of its days."""
        for day, _, kind, account in sorted(self._events()):
            self._happen(self.first + day * timedelta(days=1), kind, account)
        return self._told

    @property
    def _length(self) -> int:
        return max(1, (self.last - self.first).days)

    def _events(self) -> Iterator[tuple[int, int, str, int]]:
        """Day, place within the day, what happens, to whom."""
        opened = min(self.entries, len(self.cast))
        if not opened:
            return
        for number, character in enumerate(self.cast[:opened]):
            character.days = self._days(number, SITE_WEEK if character.is_site else ASSET_WEEK)
            yield character.days[0], -1, "open", number
        left = self.entries - opened
        most = WEEKLY * (self._length // 7 + 1)
        transfers, flows = min(left * TRANSFERS // 100, most), min(left * FLOWS // 100, 2 * most)
        for number, kind in enumerate(["move"] * transfers + ["flow"] * flows):
            place = self._random.randrange(opened)
            yield self._random.choice(self.cast[place].days[1:]), number, kind, place
        yield from self._balance_days(left - 2 * transfers - flows, opened)

    def _days(self, place: int, a_week: int) -> list[int]:
        """When an account is opened, and the days after it on which something happens."""
        opened = place * self._length // (12 * len(self.cast))
        later = [d for d in range(opened + 1, self._length) if self._random.randrange(7) < a_week]
        return [opened, *later, self._length]

    def _balance_days(self, count: int, opened: int) -> Iterator[tuple[int, int, str, int]]:
        """Balances are typed every few days, as evenly as a person does."""
        weights = [SITE_WEIGHT if c.is_site else ASSET_WEIGHT for c in self.cast[:opened]]
        before = 0
        for place in range(opened):
            until = count * sum(weights[: place + 1]) // sum(weights)
            yield from self._typed(place, until - before)
            before = until

    def _typed(self, place: int, times: int) -> Iterator[tuple[int, int, str, int]]:
        character = self.cast[place]
        days = character.days[1:]
        character.every = max(1, 1000 * (self._length - character.days[0]) // max(1, times))
        for number in range(times):
            step = 1000 * number + self._random.randrange(1000)
            yield days[step * len(days) // (1000 * times)], self.entries + number, "type", place

    def _happen(self, day: date, kind: str, place: int) -> None:
        if kind == "open":
            opening = self._share(self.cast[place].usual, 60, 110)
            self._balance(day, place, opening, is_opening=True)
        elif kind == "type":
            self._balance(day, place, max(0, self.cast[place].balance + self._swing(place)))
        elif kind == "flow":
            self._flow(day, place)
        else:
            self._move(day, place)

    def _swing(self, place: int) -> int:
        """A few days' result: luck that grows with their root, and a small edge."""
        character = self.cast[place]
        luck = character.usual * isqrt(character.every * 1000) // 25_000
        edge = character.usual * character.every // 1_200_000
        if not character.is_site:
            return 0 if self._random.randrange(3) else self._random.randint(-luck, luck) // 8
        return self._random.randint(-luck, luck) + self._random.randint(-luck, luck) + edge

    def _flow(self, day: date, place: int) -> None:
        character = self.cast[place]
        choices = [Kind.BONUS] * 5 + [Kind.EXPENSE, Kind.DEPOSIT, Kind.WITHDRAWAL]
        kind = self._random.choice(choices)
        if character.balance * 10 < character.usual * 4:
            kind = Kind.DEPOSIT
        elif character.balance * 10 > character.usual * 18:
            kind = Kind.WITHDRAWAL
        small = kind in (Kind.BONUS, Kind.EXPENSE)
        cents = (
            self._share(character.usual, 1, 4) if small else self._share(character.usual, 10, 40)
        )
        self._add(day, place, kind, max(100, cents), self._random.choice(NOTES[kind]))

    def _move(self, day: date, place: int) -> None:
        """Money goes from where there is plenty to where there is least of what is usual."""
        open_places = [
            n
            for n, c in enumerate(self.cast)
            if self.first + c.days[0] * timedelta(days=1) < day and c.balance >= 0
        ]
        source = max(open_places, key=self._fullness, default=place)
        target = place if place != source else min(open_places, key=self._fullness, default=place)
        sent = self._share(self.cast[source].balance, 8, 25) // 1000 * 1000
        arrived = self._arrives(day, source, target, sent)
        if source == target or arrived < 1:
            self._flow(day, place)
            self._flow(day, place)
            return
        self._pairs += 1
        note = self._random.choice(NOTES[Kind.TRANSFER_OUT])
        self._add(day, source, Kind.TRANSFER_OUT, sent, note, self._pairs)
        self._add(day, target, Kind.TRANSFER_IN, arrived, note, self._pairs)

    def _fullness(self, place: int) -> int:
        character = self.cast[place]
        return 1000 * character.balance // max(1, character.usual)

    def _arrives(self, day: date, source: int, target: int, sent: int) -> int:
        """Less than was sent: a fee within one currency, a spread between two."""
        codes = self.cast[source].currency, self.cast[target].currency
        rate = self.cross(*codes, day)
        kept = 10_000 - (self._random.randint(60, 220) if codes[0] != codes[1] else 0)
        return 0 if rate is None else int(sent * rate) * kept // 10_000

    def _share(self, whole: int, least: int, most: int) -> int:
        return whole * self._random.randint(least, most) // 100

    def _balance(self, day: date, place: int, cents: int, *, is_opening: bool = False) -> None:
        character = self.cast[place]
        change = cents - character.balance
        character.balance = cents
        self._told.append(Told(day, place, Kind.BALANCE, cents, change, is_opening))

    def _add(
        self, day: date, place: int, kind: Kind, cents: int, note: str, pair: int | None = None
    ) -> None:
        leaves = kind in (Kind.WITHDRAWAL, Kind.EXPENSE, Kind.TRANSFER_OUT)
        character = self.cast[place]
        if leaves and pair is None and cents > character.balance:
            kind, leaves, note = Kind.DEPOSIT, False, self._random.choice(NOTES[Kind.DEPOSIT])
        change = -cents if leaves else cents
        character.balance += change
        self._told.append(Told(day, place, kind, cents, change, note=note, pair=pair))


def cast(sites: int, assets: int) -> list[Character]:
    """The accounts of the story; beyond those with a name of their own, names are numbered."""
    return [*_some("site", SITES, sites), *_some("asset", ASSETS, assets)]


def _some(kind: str, known: Sequence[tuple[str, str, int]], count: int) -> Iterator[Character]:
    for number in range(count):
        name, currency, usual = known[number % len(known)]
        round_ = number // len(known)
        yield Character(kind, f"{name} {round_ + 1}" if round_ else name, currency, usual * 100)
