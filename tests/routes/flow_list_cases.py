"""What must hold for the lists of deposits, withdrawals, bonuses and expenses alike."""

from datetime import date
from decimal import Decimal

import pytest

from tests.support.tiers import share

KINDS = ("deposit", "withdrawal", "bonus", "expense")
JUNK = (
    "from=junk",
    "to=2026-02-30",
    "from=0000-00-00",
    "account=junk",
    "account=999999",
    "currency=XYZ",
    "after=junk",
    "before=2026-01-01T00:00:00.000000_x",
    "after=" + "9" * 40,
    "sort=junk",
    "min=-1",
    "max=1e9",
    "q=" + "x" * 200,
    "tag=%E2%80%8B%20",
    "figure=junk",
    "account=%27%22%3E%3Cscript%3E",
)


def total_of(page, currency="EUR"):
    shown = page.all(f"tr[data-id] [data-currency={currency}]")
    return sum(Decimal(str(element["data-amount"])) for element in shown)


class FlowListCases:
    """Subclasses name the noun, the kind, and which way the money goes."""

    noun: str
    kind: str
    sign: int

    @pytest.fixture
    def site(self, service, player):
        return service.add_site(player, "PokerStars", "EUR", Decimal(1000), date=date(2026, 1, 5))

    @pytest.fixture
    def record(self, service, player, site):
        method = getattr(service, f"record_{self.kind}")

        def record(amount, day=None, *, account=site, owner=player, note=""):
            return method(owner, account, Decimal(amount), day, note=note).entry_id

        return record

    def test_an_empty_list_says_what_to_do(self, signed_in, site):
        page = signed_in.get(f"/{self.noun}")
        assert page.one(".empty a")["href"] == f"/{self.noun}/new"

    def test_the_rows_add_up_to_the_total(self, signed_in, record, service, player, set_rate):
        set_rate("USD", date(2026, 2, 1), "1.3")
        dollars = service.add_site(player, "GG", "USD")
        for amount in ("10.01", "10.02", "10.04"):
            record(amount, date(2026, 2, 1), account=dollars)
        record("5", date(2026, 2, 1))
        page = signed_in.get(f"/{self.noun}")
        assert total_of(page, "USD") == Decimal("30.07")
        assert total_of(page) == Decimal(page.amount("#total")) == Decimal("28.13")
        natives = [a["data-amount"] for a in page.all(".native-totals [data-amount]")]
        assert natives == ["5.00", "30.07"]

    def test_pages_add_up_too(self, signed_in, record):
        for _ in range(51):
            record("1.11")
        first = signed_in.get(f"/{self.noun}")
        second = signed_in.get(str(first.one("a[rel=next]")["href"]))
        assert (len(first.all("tr[data-id]")), len(second.all("tr[data-id]"))) == (50, 1)
        assert total_of(first) + total_of(second) == Decimal(first.amount("#total"))

    def test_an_entry_without_a_rate_is_named_and_left_out(
        self, signed_in, record, service, player
    ):
        dollars = service.add_site(player, "GG", "USD")
        record("10", account=dollars)
        record("5")
        page = signed_in.get(f"/{self.noun}")
        assert page.amount("#total") == "5.00"
        assert "One entry lacks" in page.words(".notice")

    def test_the_list_is_filtered(self, signed_in, record, site, service, player):
        dollars = service.add_site(player, "GG", "USD")
        record("1", date(2026, 2, 1))
        record("2", date(2026, 2, 2))
        record("4", date(2026, 2, 3), account=dollars)
        for query, amounts in (
            (f"account={site}", {"1", "2"}),
            ("from=2026-02-02", {"2", "4"}),
            ("to=2026-02-02", {"1", "2"}),
            ("from=2026-02-02&to=2026-02-02", {"2"}),
            ("currency=USD", {"4"}),
            (f"currency=USD&account={site}", set()),
        ):
            page = signed_in.get(f"/{self.noun}?{query}")
            shown = page.all("tr[data-id] td.right:not(.value-cell) [data-amount]")
            assert {str(a["data-amount"]).removesuffix(".00") for a in shown} == amounts, query

    def test_it_says_how_many_there_are(self, signed_in, record):
        record("1")
        assert signed_in.get(f"/{self.noun}").words(".lead") == f"1 {self.kind}"
        record("2")
        assert signed_in.get(f"/{self.noun}").words(".lead") == f"2 {self.noun}"
        assert signed_in.get(f"/entries?kind={self.kind}").words(".lead") == f"2 {self.noun}"

    @pytest.mark.thorough
    def test_junk_is_left_aside_and_named(self, signed_in, record):
        record("5")
        for query in share(JUNK, KINDS.index(self.kind), of=4):
            page = signed_in.get(f"/{self.noun}?{query}")
            assert page.status == 200, query
            assert "Left aside" in page.words(".notice"), query
            assert page.amount("#total") == "5.00", query

    def test_a_page_past_the_end_is_the_last_one(self, signed_in, record):
        record("5")
        assert len(signed_in.get(f"/{self.noun}?page=7").all("tr[data-id]")) == 1

    def test_a_filter_without_a_hit_can_be_cleared(self, signed_in, record):
        record("5")
        page = signed_in.get(f"/{self.noun}?to=2000-01-01")
        assert page.one(".empty a")["href"] == f"/{self.noun}"
