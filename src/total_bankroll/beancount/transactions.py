"""Entries as Beancount transactions: what moved, and where it came from or went to."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from total_bankroll.beancount.rows import Account, Currency, Entry
from total_bankroll.beancount.total_prices import split
from total_bankroll.beancount.words import number, one_line, quoted, tag_of
from total_bankroll.ledger import Kind
from total_bankroll.money import from_count

OPENING, OUTSIDE, TRANSIT = "Equity:Opening", "Equity:Outside", "Equity:Transit"
RESULTS, BONUSES = "Income:Results", "Income:Bonuses"
EXPENSES, TRANSFER_COSTS = "Expenses:General", "Expenses:Transfers"
OWN_ACCOUNTS = (OPENING, OUTSIDE, TRANSIT, RESULTS, BONUSES, EXPENSES, TRANSFER_COSTS)
"""Where money comes from and goes to. In transit is what a transfer's legs of two days carry."""

_OTHER_SIDE: Mapping[Kind, str] = {
    Kind.BALANCE: RESULTS,
    Kind.RESULT: RESULTS,
    Kind.DEPOSIT: OUTSIDE,
    Kind.WITHDRAWAL: OUTSIDE,
    Kind.TRANSFER_IN: OUTSIDE,
    Kind.TRANSFER_OUT: OUTSIDE,
    Kind.BONUS: BONUSES,
    Kind.EXPENSE: EXPENSES,
}
_LABELS: Mapping[Kind, str] = {
    Kind.BALANCE: "Unexplained result",
    Kind.RESULT: "Result",
    Kind.DEPOSIT: "Deposit",
    Kind.WITHDRAWAL: "Withdrawal",
    Kind.TRANSFER_IN: "Transfer",
    Kind.TRANSFER_OUT: "Transfer",
    Kind.BONUS: "Bonus",
    Kind.EXPENSE: "Expense",
}


def account_name(account: Account) -> str:
    """An account's place in the ledger: by its id, since names change and have any character."""
    return f"Assets:{account.kind.capitalize()}s:A{account.id}"


class Amounts:
    """Counts of accounts as amounts of commodities."""

    def __init__(
        self,
        currencies: Sequence[Currency],
        accounts: Sequence[Account],
        commodities: Mapping[str, str],
    ) -> None:
        decimals = {each.code: each.decimals for each in currencies}
        self._names = {each.id: account_name(each) for each in accounts}
        self._units = {
            each.id: (commodities[each.currency], decimals[each.currency]) for each in accounts
        }

    def account(self, account_id: int) -> str:
        """The account's name in the ledger."""
        return self._names[account_id]

    def same_commodity(self, one: Entry, other: Entry) -> bool:
        """Whether two entries are of one currency."""
        return self._units[one.account_id] == self._units[other.account_id]

    def parts(self, account_id: int, count: int) -> tuple[str, str]:
        """A count of an account's smallest unit as a plain decimal, and its commodity."""
        return number(self.value(account_id, count)), self.commodity(account_id)

    def value(self, account_id: int, count: int) -> Decimal:
        """A count of an account's smallest unit as a decimal."""
        return from_count(count, self._units[account_id][1])

    def commodity(self, account_id: int) -> str:
        """What the account holds."""
        return self._units[account_id][0]

    def amount(self, account_id: int, count: int) -> str:
        """The same in one text."""
        return " ".join(self.parts(account_id, count))


def lines(entry: Entry, amounts: Amounts) -> Iterator[str]:
    """The entry in lines; of a transfer's two legs on one day, the one that leaves has both."""
    partner = entry.partner
    if partner is None:
        yield from _alone(entry, amounts)
    elif partner.day != entry.day:
        yield from _transaction(entry, "Transfer", _leg(entry, partner, amounts))
    elif entry.kind is Kind.TRANSFER_OUT:
        yield from _transaction(entry, "Transfer", _transfer(entry, partner, amounts))


def _alone(entry: Entry, amounts: Amounts) -> Iterator[str]:
    label, other = _LABELS[entry.kind], _OTHER_SIDE[entry.kind]
    if entry.opening:
        label, other = "Opening balance", OPENING
    if entry.change:
        moved = (amounts.account(entry.account_id), entry.change), (other, -entry.change)
        postings = [f"{name} {amounts.amount(entry.account_id, count)}" for name, count in moved]
        yield from _transaction(entry, label, postings)
    elif entry.note or entry.tags:
        label = "Balance" if entry.kind is Kind.BALANCE else label
        text = quoted(_titled(label, entry.note))
        name = amounts.account(entry.account_id)
        yield f"\n{entry.day} note {name} {text}{_tags(entry)}\n"
        yield from _metadata(entry)


def _transfer(sent: Entry, arrived: Entry, amounts: Amounts) -> list[str]:
    """Both legs; what was lost on the way is an expense, or lies in the total price."""
    arrives = _posting(arrived, arrived.amount, amounts)
    if not amounts.same_commodity(sent, arrived):
        return [*_priced(sent, arrived, amounts), arrives]
    return [_posting(sent, -sent.amount, amounts), arrives, *_cost(sent, arrived, amounts)]


def _priced(sent: Entry, arrived: Entry, amounts: Amounts) -> Iterator[str]:
    """What leaves for another currency, at the total price of what arrives."""
    name = amounts.account(sent.account_id)
    units, total = (amounts.value(leg.account_id, leg.amount) for leg in (sent, arrived))
    own, other = (amounts.commodity(leg.account_id) for leg in (sent, arrived))
    for some, price in split(units, total):
        yield f"{name} {number(-some)} {own} @@ {number(price)} {other}"


def _leg(entry: Entry, partner: Entry, amounts: Amounts) -> list[str]:
    """One leg of a transfer whose other leg is of another day."""
    own = _posting(entry, entry.change, amounts)
    cost: list[str] = []
    carried = -entry.change
    if entry.kind is Kind.TRANSFER_IN and amounts.same_commodity(entry, partner):
        cost, carried = _cost(partner, entry, amounts), -partner.amount
    return [own, *cost, f"{TRANSIT} {amounts.amount(entry.account_id, carried)}"]


def _cost(sent: Entry, arrived: Entry, amounts: Amounts) -> list[str]:
    lost = sent.amount - arrived.amount
    return [f"{TRANSFER_COSTS} {amounts.amount(sent.account_id, lost)}"] if lost else []


def _posting(entry: Entry, count: int, amounts: Amounts) -> str:
    return f"{amounts.account(entry.account_id)} {amounts.amount(entry.account_id, count)}"


def _transaction(entry: Entry, label: str, postings: Sequence[str]) -> Iterator[str]:
    yield f"\n{entry.day} * {quoted(_titled(label, entry.note))}{_tags(entry)}\n"
    yield from _metadata(entry)
    for posting in postings:
        yield f"  {posting}\n"


def _titled(label: str, note: str) -> str:
    return f"{label}: {one_line(note)}" if note else label


def _tags(entry: Entry) -> str:
    words = sorted({word for word in map(tag_of, entry.tags) if word is not None})
    return "".join(f" #{word}" for word in words)


def _metadata(entry: Entry) -> Iterator[str]:
    """What the transaction itself cannot say: which entry it is, when, and its texts as typed."""
    yield f"  entry: {entry.id}\n"
    if entry.at is not None:
        yield f"  at: {quoted(entry.at.isoformat())}\n"
    if entry.note:
        yield f"  note: {quoted(entry.note)}\n"
    if entry.tags:
        yield f"  tags: {quoted(', '.join(entry.tags))}\n"
