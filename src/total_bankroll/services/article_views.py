"""What readers get of the articles: frozen values that may enter the cache."""

from datetime import date

from total_bankroll.values import value

SORTS = ("newest", "oldest", "title", "shortest")
DEFAULT_SORT = SORTS[0]


@value
class Heading:
    """One line of an article's contents: 2 for a section, 3 for a part of one."""

    level: int
    anchor: str
    text: str


@value
class ArticleTag:
    """A word that articles are found by: as in an address, and as written."""

    slug: str
    label: str


@value
class TagCount:
    """A tag and how many articles carry it."""

    slug: str
    label: str
    articles: int


@value
class Shelf:
    """How many articles there are, in all and by tag."""

    articles: int
    tags: tuple[TagCount, ...]


@value
class ArticleSummary:
    """What a list shows of an article."""

    slug: str
    title: str
    summary: str
    author: str
    published_on: date
    reading_minutes: int
    tags: tuple[ArticleTag, ...]


@value
class ArticlePage:
    """One page of a list; `count` is of all its pages. `search` is empty where none was made."""

    rows: tuple[ArticleSummary, ...]
    page: int
    pages: int
    count: int
    sort: str
    tag: str | None
    search: str


@value
class ArticleLink:
    """A neighbouring article."""

    slug: str
    title: str


@value
class ArticleView:
    """One article. `html` has been sanitised; `previous` was published before it."""

    slug: str
    title: str
    summary: str
    author: str
    published_on: date
    html: str
    contents: tuple[Heading, ...]
    words: int
    reading_minutes: int
    tags: tuple[ArticleTag, ...]
    previous: ArticleLink | None
    next: ArticleLink | None


@value
class SyncReport:
    """What a synchronisation changed, by slug."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int

    @property
    def is_empty(self) -> bool:
        """Whether nothing had changed."""
        return not (self.added or self.changed or self.removed)
