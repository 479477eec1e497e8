"""The look's own promises: colours that agree, error pages that stand alone, forms that keep."""

import re
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from jinja2 import StrictUndefined
from lxml import html
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, HiddenField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from total_bankroll.formatting import Formatter
from total_bankroll.money import Unit
from total_bankroll.routes.context import printable, unbroken

PACKAGE = Path(__file__).parent.parent / "src" / "total_bankroll"
STATIC = PACKAGE / "static"
ERRORS = ("400", "403", "404", "405", "413", "429", "500", "503", "other")


@pytest.fixture
def app() -> Flask:
    """The templates alone: no database, no player, no extension."""
    app = Flask("look", template_folder=str(PACKAGE / "templates"), static_folder=str(STATIC))
    app.jinja_env.undefined = StrictUndefined
    formatter = Formatter("en", "UTC", {"USD": Unit("USD", "$", 2)})
    app.jinja_env.filters.update(printable=printable, unbroken=unbroken)
    app.jinja_env.globals.update(
        fmt=formatter,
        csrf_token=lambda: "token",
        new_submission_id=lambda: "number",
        request_id=lambda: "7b",
    )
    return app


def rendered(app: Flask, template: str, **view: Any) -> html.HtmlElement:
    with app.test_request_context("/"):
        return html.document_fromstring(app.jinja_env.from_string(template).render(**view))


def test_both_ways_into_the_dark_have_the_same_colours() -> None:
    css = (STATIC / "app.css").read_text()
    chosen = re.search(r':root\[data-theme="dark"\] \{(.*?)\}', css, re.DOTALL)
    system = re.search(r":root:not\(\[data-theme\]\) \{(.*?)\}", css, re.DOTALL)
    assert chosen
    assert system
    assert chosen[1].split() == system[1].split()


def test_every_icon_that_a_template_names_exists() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    named = {
        name
        for template in (PACKAGE / "templates").rglob("*.html")
        for name in re.findall(r'\bicon\("([^"]+)"', template.read_text())
    }
    assert named <= drawn


def test_nothing_that_moves_fades() -> None:
    sheets = [path.read_text() for path in STATIC.glob("*.css")]
    moves = [move for css in sheets for move in re.findall(r"@keyframes.*?\n\}", css, re.DOTALL)]
    assert moves
    assert not any("opacity" in move for move in moves), "a fading text lacks contrast"


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_page_stands_alone(app: Flask, code: str) -> None:
    page = rendered(app, f'{{% include "errors/{code}.html" %}}', code=code)
    assert len(page.xpath("//h1")) == 1
    assert page.findtext(".//title").startswith(page.findtext(".//h1"))
    assert page.xpath("//a[@href='/']")


def test_what_could_not_be_taken_is_sent_again_whole(app: Flask) -> None:
    fields = [
        ("csrf_token", "old"),
        ("note", "<b>&\"'"),
        ("amount", "12,50"),
        ("submission_id", "n"),
    ]
    template = '{% include "errors/resend.html" %}'
    page = rendered(app, template, fields=fields, shown=fields[1:3], action="/deposits/new")
    form = page.xpath("//form")[0]
    sent = [(item.get("name"), item.get("value")) for item in form.xpath(".//input")]
    assert form.get("action") == "/deposits/new"
    assert sent == [("csrf_token", "token"), *fields[1:]]
    assert "Nothing was saved; what you typed is kept." in page.text_content()


def test_a_password_is_never_written_into_the_page(app: Flask) -> None:
    fields = [("email", "sam@example.org"), ("password", "s3cret")]
    shown = [("Email", "sam@example.org"), ("Password", None)]
    template = '{% include "errors/resend.html" %}'
    page = rendered(app, template, fields=fields, shown=shown, action="/login")
    assert page.xpath("//dt[text()='Password']/following-sibling::dd[1]")[0].text == (
        "Type it again below."
    )
    assert "s3cret" not in html.tostring(page).decode()
    assert page.xpath("//input[@type='password' and @name='password']")


class EveryKind(Form):
    number = HiddenField(default="n")
    amount = StringField("Amount", [InputRequired("Enter an amount.")])
    account = SelectField("Account", choices=[SelectChoice("1", "A"), SelectChoice("2", "<b>")])
    source = RadioField(
        "From", choices=[SelectChoice("a", "Outside")], validators=[InputRequired("Choose.")]
    )
    keep = BooleanField("Keep")


FORM = """{% from "components/forms.html" import form, field, money_field, check_field, radio_field
 with context %}{% call form("/x", f) %}{{ money_field(f.amount, "$", hint="In USD.") }}
{{ field(f.account) }}{{ radio_field(f.source) }}{{ check_field(f.keep) }}{% endcall %}"""


def test_a_refused_field_is_tied_to_its_error_and_keeps_what_was_typed(app: Flask) -> None:
    form = EveryKind(MultiDict({"amount": "12,5x", "account": "2"}))
    form.validate()
    form.amount.errors = ["Enter an amount, like 1,250.00."]
    page = rendered(app, FORM, f=form)
    amount = page.get_element_by_id("amount")
    assert amount.get("value") == "12,5x"
    assert amount.get("aria-invalid") == "true"
    described = amount.get("aria-describedby").split()
    assert described == ["amount-error", "amount-hint"]
    assert "like 1,250.00" in page.get_element_by_id("amount-error").text_content()
    assert page.xpath("//option[@selected]/@value") == ["2"]
    assert page.xpath("//*[@role='alert']//a/@href") == ["#amount", "#source"]


def test_every_field_has_its_label_and_every_form_its_hidden_fields(app: Flask) -> None:
    page = rendered(app, FORM, f=EveryKind())
    ids = set(page.xpath("//input[not(@type='hidden')]/@id | //select/@id"))
    assert ids == set(page.xpath("//label/@for"))
    assert page.xpath("//input[@name='number']/@value") == ["n"]
    assert not page.xpath("//*[@aria-invalid]")


AMOUNT = '{% from "components/figures.html" import amount, gain with context %}'


def test_an_amount_says_what_is_shown_and_what_is_exact(app: Flask) -> None:
    page = rendered(app, AMOUNT + '{{ amount(v, "USD", id="t") }}', v=Decimal("1250.505"))
    shown = page.get_element_by_id("t")
    assert shown.text == "$1,250.51"
    assert dict(shown.attrib) == {
        "class": "amount",
        "id": "t",
        "data-amount": "1250.51",
        "data-currency": "USD",
        "data-exact": "1250.505",
    }


def test_a_loss_has_a_sign_besides_its_colour(app: Flask) -> None:
    page = rendered(app, AMOUNT + '{{ gain(v, "USD") }}', v=Decimal(-5))
    shown = page.xpath("//span")[0]
    assert shown.text == "\u2212$5.00"
    assert "loss" in shown.get("class").split()


def test_a_message_offers_its_undo_as_a_form(app: Flask) -> None:
    template = (
        '{% from "components/toasts.html" import toast with context %}'
        '{{ toast("success", {"text": "<b>Deleted", "undo": "/sites/1/restore"}) }}'
        '{{ toast("info", "plain") }}'
    )
    page = rendered(app, template)
    assert page.xpath("//form[@method='post']/@action") == ["/sites/1/restore"]
    assert [p.text for p in page.xpath("//p")] == ["<b>Deleted", "plain"]


def test_a_message_does_not_break_inside_an_amount(app: Flask) -> None:
    template = (
        '{% from "components/toasts.html" import toast with context %}'
        '{{ toast("info", "€5 → €3 (−€2) <i>") }}'
    )
    page = rendered(app, template)
    assert page.xpath("string(//p)") == "€5 → €3 (−€2) <i>"
    assert page.xpath("//p/*/text()") == ["(−€2)"]


def test_pages_lead_to_their_neighbours(app: Flask) -> None:
    template = (
        '{% from "components/lists.html" import pager with context %}<div>{{ pager(page) }}</div>'
    )

    def links(number: int, last: int) -> list[str]:
        page = SimpleNamespace(page=number, pages=last, href="?page={}".format)
        return rendered(app, template, page=page).xpath("//a/@href")

    assert links(1, 1) == []
    assert links(1, 3) == ["?page=2"]
    assert links(2, 3) == ["?page=1", "?page=3"]
    assert links(3, 3) == ["?page=2"]
