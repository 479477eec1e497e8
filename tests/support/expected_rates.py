"""What each read of currencies and articles must answer, from the facts alone."""

from datetime import date
from fractions import Fraction
from typing import Any

from tests.naive import to_digits
from tests.support.expected import Gone
from tests.support.expected_trail import ExpectedTrail


class ExpectedRates(ExpectedTrail):
    """The answers about currencies and rates, as one player gets them."""

    def _currency(self, row: Any, on: date) -> Any:
        quote = self.own.quote(row.code, on)
        days = [r.day for r in self.facts.rates if r.currency_id == row.id]
        return {
            "code": row.code,
            "name": row.name,
            "symbol": row.symbol,
            "decimals": row.decimals,
            "own": row.owner != 0,
            "rate": quote[0] if quote else None,
            "rate_day": quote[1] if quote else None,
            "source": quote[2] if quote else "",
            "age_days": (on - quote[1]).days if quote else None,
            "ended_on": None if quote else max(days, default=None),
        }

    def get_all_currencies(self, *, on: date | None = None) -> Any:
        rows = sorted(self.own.codes.values(), key=lambda row: row.code)
        return tuple(self._currency(row, on or self.now) for row in rows)

    def get_units(self) -> Any:
        return {row.code: self.get_unit(row.code) for row in self.own.codes.values()}

    def get_unit(self, code: str) -> Any:
        found = [row for row in self.own.codes.values() if row.code == code]
        if not found:
            raise Gone
        return {"code": code, "symbol": found[0].symbol, "decimals": found[0].decimals}

    def get_exchange_rate(
        self, from_currency: str, to_currency: str, *, on: date | None = None
    ) -> Any:
        self.get_unit(from_currency), self.get_unit(to_currency)
        rate = self.own.cross(from_currency, to_currency, on or self.now)
        if rate is None:
            raise Gone
        return rate

    def list_days_without_rate(self, code: str, days: Any) -> Any:
        self.get_unit(code)
        return tuple(day for day in sorted(set(days)) if self.own.quote(code, day) is None)

    def convert(
        self, amount: Any, from_currency: str, to_currency: str, *, on: date | None = None
    ) -> Any:
        return Fraction(amount) * self.get_exchange_rate(from_currency, to_currency, on=on)

    def get_own_currency(self, code: str) -> Any:
        rows = [row for row in self.own.codes.values() if row.code == code and row.owner]
        if not rows:
            raise Gone
        return self._currency(rows[0], self.now)

    def _manual(self, row: Any) -> Any:
        rate = Fraction(row.rate)
        return {
            "id": row.id,
            "code": self.own.codes[row.currency_id].code,
            "day": row.day,
            "rate": rate,
            "inverse": to_digits(1 / rate, 9),
        }

    def get_manual_rate(self, rate_id: int) -> Any:
        mine = [r for r in self.facts.manual if r.id == rate_id and r.user_id == self.user_id]
        if not mine:
            raise Gone
        return self._manual(mine[0])

    def list_manual_rates(self, page: int = 1) -> Any:
        mine = [self._manual(r) for r in self.facts.manual if r.user_id == self.user_id]
        mine.sort(key=lambda row: row["code"])
        mine.sort(key=lambda row: row["day"], reverse=True)
        pages = max(1, -(-len(mine) // 25))
        page = min(max(1, page), pages)
        rows = tuple(mine[(page - 1) * 25 : page * 25])
        return {"rows": rows, "page": page, "pages": pages, "count": len(mine)}

    def list_held_rates(self) -> Any:
        codes = {row.id: row.code for row in self.facts.currencies}
        rows = sorted((codes[r.currency_id], r.day, r.previous, r.rate) for r in self.facts.held)
        return tuple(
            {"code": c, "day": d, "old": Fraction(old), "new": Fraction(new)}
            for c, d, old, new in rows
        )

    # -- articles

    def _tags(self, article: Any) -> Any:
        ids = {tag for owner, tag in self.facts.article_tags if owner == article.id}
        tags = sorted((t for t in self.facts.tags if t.id in ids), key=lambda t: t.slug)
        return tuple({"slug": tag.slug, "label": tag.label} for tag in tags)

    def list_tags(self) -> Any:
        used = [tag for _, tag in self.facts.article_tags]
        tags = sorted(self.facts.tags, key=lambda t: (t.label.lower(), t.slug))
        return tuple(
            {"slug": t.slug, "label": t.label, "articles": used.count(t.id)}
            for t in tags
            if t.id in used
        )

    def _newest(self) -> list[Any]:
        return sorted(self.facts.articles, key=lambda a: (a.published_on, a.slug), reverse=True)

    def list_articles(self, *, page: int = 1, sort: str = "newest", **by: None) -> Any:
        rows = self._newest()  # orders and searches have their own tests
        pages = max(1, -(-len(rows) // 10))
        page = min(max(1, page), pages)
        names = ("slug", "title", "summary", "author", "published_on", "reading_minutes")
        return {
            "rows": tuple(
                {name: getattr(row, name) for name in names} | {"tags": self._tags(row)}
                for row in rows[(page - 1) * 10 : page * 10]
            ),
            "page": page,
            "pages": pages,
            "count": len(rows),
        }

    def get_article(self, slug: str) -> Any:
        rows = self._newest()
        place = next((n for n, row in enumerate(rows) if row.slug == slug), None)
        if place is None:
            raise Gone
        links = [{"slug": row.slug, "title": row.title} for row in rows]
        names = ("slug", "title", "summary", "author", "published_on", "html", "words")
        return {name: getattr(rows[place], name) for name in names} | {
            "tags": self._tags(rows[place]),
            "previous": links[place + 1] if place + 1 < len(rows) else None,
            "next": links[place - 1] if place else None,
        }

    def render_list(self) -> tuple[str, ...]:
        """The addresses that the list links to, in order."""
        return tuple(f"/articles/{row['slug']}" for row in self.list_articles()["rows"])
