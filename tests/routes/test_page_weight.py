"""What a page repeats for each account weighs little: forms' numbers, drawings."""

from tests.support.pages import CheckingClient
from total_bankroll.services.bankroll_service import BankrollService


def numbers(client: CheckingClient) -> list[str]:
    fields = client.get("/sites").all("input[name=submission_id]")
    return [str(field["value"]) for field in fields]


def test_the_numbers_of_a_pages_forms_differ_only_at_their_end(
    signed_in: CheckingClient, player: int, service: BankrollService
) -> None:
    for name in ("PokerStars", "GGPoker", "Winamax"):
        service.add_site(player, name, "EUR", 100)
    once, again = numbers(signed_in), numbers(signed_in)
    assert len(once) > 3
    assert len({*once, *again}) == len(once) + len(again)
    assert len({number[:24] for number in once}) == 1
    assert once[0][:24] != again[0][:24]


def test_a_trend_is_drawn_in_steps(
    signed_in: CheckingClient, player: int, service: BankrollService
) -> None:
    site = service.add_site(player, "PokerStars", "EUR", 100)
    signed_in.post(f"/sites/{site}/balance", data={"balance": "150"})
    drawn = str(signed_in.get("/sites").one(".spark path")["d"])
    assert drawn.count("l") > 1
    assert "L" not in drawn
