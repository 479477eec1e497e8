"""What is typed as tags: taken, each once, or refused and still there."""

from tests.routes.input_cases import LOOKED_AT, NOTED, refusal, shown_again

CONTROLS = "Leave out control and text-direction characters."
LONG = "Enter at most 40 characters a tag."

# A text: the tags that it means, or the message.
TAGS: dict[str, tuple[str, ...] | str] = {
    "": (),
    " , ,, ": (),
    "Series": ("Series",),
    "live, LIVE ,\uff2cive": ("live",),
    "♠ 🃏, <script>alert(1)</script>, {{7*7}}": ("<script>alert(1)</script>", "{{7*7}}", "♠ 🃏"),
    "=1+1": ("=1+1",),
    "名" * 40: ("名" * 40,),
    "x" * 41: LONG,
    "x" * 10_000: LONG,
    "a\0b": CONTROLS,
    "a\u202eb": CONTROLS,
    "a\r\nb": CONTROLS,
    "\u200b": "Enter a tag.",
    ",".join("abcdefghijk"): "Enter at most 10 tags.",
}


EVERYWHERE = ("a\0b", "live, LIVE ,\uff2cive")
"""What is typed into every form; the rest into one that is new and one that is edited."""

SENT = [(name, text) for name in NOTED for text in EVERYWHERE]
SENT += [(name, text) for name in ("deposit", "transfer edit") for text in TAGS]


def test_what_is_typed_into_every_form_is_taken_or_refused_and_kept(desk):
    for name, text in SENT:
        outcome = TAGS[text]
        sent, before = desk.form(name), desk.all()
        desk.client.checks = name in LOOKED_AT and outcome == CONTROLS
        page = desk.send(sent, sent.with_amount("1", tags=text))
        if isinstance(outcome, str):
            assert refusal(page, "tags") == (outcome, shown_again(text))
            assert desk.all() == before
        else:
            assert page.status == 303, text[:20]
            assert set(outcome) <= set(desk.service.list_entry_tags(desk.player))
            desk.taken(name)  # a huge transfer goes again


def test_a_form_without_tags_leaves_those_there_are(desk):
    sent = desk.form("deposit edit")
    desk.send(sent, sent.with_amount("1", tags="one, two"))
    assert desk.send(sent, sent.with_amount("2")).status == 303
    assert desk.service.list_entry_tags(desk.player) == ("one", "two")


def test_a_form_shows_the_tags_there_are_and_offers_those_in_use(desk):
    sent = desk.form("transfer edit")
    desk.send(sent, sent.with_amount("1", tags="b, a"))
    page = desk.client.get(sent.url)
    assert page.one("#tags")["value"] == "a, b"
    offered = desk.client.get("/deposits/new")
    assert [option["value"] for option in offered.all("#tags-offered option")] == ["a", "b"]
    assert offered.one("#tags")["list"] == "tags-offered"


def test_tags_are_links_to_what_carries_them(desk):
    desk.client.checks = True
    sent = desk.form("deposit")
    desk.send(sent, sent.with_amount("1", tags="A & B"))
    chip = desk.client.get("/deposits").one("tr[data-id] a.tag")
    assert (chip.get_text(), chip["href"]) == ("A & B", "/entries?tag=A+%26+B")


def test_another_tab_changed_the_tags(desk):
    sent = desk.form("deposit edit")
    seen = str(desk.client.get(sent.url).one("[name=seen]")["value"])
    desk.send(sent, sent.with_amount("7", tags="theirs"))
    page = desk.send(sent, sent.with_amount("7", tags="mine", seen=seen))
    assert page.status == 422
    assert "tags theirs" in page.words("[role=alert]")
    assert desk.service.list_entry_tags(desk.player) == ("theirs",)
