"""The only file that knows when a cached read is stale.

Every cached value is stored beside the tokens of the scopes it depends on. Whoever changes a row
renews the token of its scope in the same transaction, so that commit publishes both at once; a
stored value whose tokens are no longer the current ones is a miss. See docs/adr/0001.
"""

import inspect
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Delete, Engine, Insert, Table, Update, event, select, update
from sqlalchemy.orm import Session, SessionTransaction, UOWTransaction

from total_bankroll.errors import NotFound
from total_bankroll.extensions import cache, db, may_write, writing_allowed
from total_bankroll.models import CacheToken, User, new_token
from total_bankroll.models.base import (
    ARTICLES_SCOPE,
    NO_SCOPE,
    OWNER_SCOPE,
    RATES_SCOPE,
    USER_SCOPE,
    Model,
)
from total_bankroll.trail import note_bulk

USER, RATES, ARTICLES = USER_SCOPE, RATES_SCOPE, ARTICLES_SCOPE

BANKROLL_TIMEOUT = 5 * 60
CURRENCY_TIMEOUT = 24 * 60 * 60
ARTICLE_TIMEOUT = 60 * 60

_STALE, _RENEWED, _WROTE, _SHARED = "stale_scopes", "renewed_scopes", "wrote", "shared_tokens"
_ONCE, _PLAYERS = "read_once", "players"

P = ParamSpec("P")
R = TypeVar("R")

CACHED_READS: dict[str, Callable[..., object]] = {}


# -- reading ---------------------------------------------------------------------------------


def cached(timeout: int, *scopes: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Memoize a module-level function whose value depends on its arguments and `scopes` only.

    `USER` is the player whose id the function takes as its argument `user_id`; None there means
    that no player's rows are read. A value must survive `values.dumps`.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        def owner(args: tuple[Any, ...], kwargs: dict[str, Any]) -> int | None:
            found: int | None = signature.bind(*args, **kwargs).arguments.get("user_id")
            return found

        def is_stale(stored: object, *args: Any, **kwargs: Any) -> bool:
            return not _is_current(stored, _tokens(scopes, owner(args, kwargs)))

        @cache.memoize(timeout=timeout, is_stale=is_stale, unless=_must_not_cache)
        @wraps(function)
        def stored(*args: P.args, **kwargs: P.kwargs) -> tuple[tuple[str, ...], R]:
            tokens = _tokens(scopes, owner(args, kwargs))
            return tokens, function(*args, **kwargs)

        @wraps(function)
        def read(*args: P.args, **kwargs: P.kwargs) -> R:
            return stored(*args, **kwargs)[1]

        CACHED_READS[f"{function.__module__}.{function.__qualname__}"] = read
        return read

    return decorate


def _is_current(stored: object, tokens: tuple[str, ...]) -> bool:
    return isinstance(stored, tuple) and len(stored) == 2 and stored[0] == tokens


def _must_not_cache(*_args: object, **_kwargs: object) -> bool:
    """Whether this session has changes that nobody else may see yet, or the cache is down."""
    return cache.is_down or has_changes(db.session())


def has_changes(session: Session) -> bool:
    """Whether anything was changed, flushed or not, since the transaction began."""
    changed = session.info.get(_WROTE) or session.new or session.deleted or session.dirty
    return bool(changed)


def _tokens(scopes: Sequence[str], user_id: int | None) -> tuple[str, ...]:
    """The current tokens as this transaction sees them; NotFound for an unknown player."""
    session = db.session()
    user = None
    if USER in scopes and user_id is not None:
        user = session.get(User, user_id)
        if user is None:
            raise NotFound("There is no such player.")
        session.info.setdefault(_PLAYERS, {})[user_id] = user  # or the session would forget them
    else:
        user = _player_at_hand(session)
    shared = _shared_tokens(session) if user is None else {}
    return tuple(_token(scope, user, shared, user_id) for scope in scopes)


def _player_at_hand(session: Session) -> User | None:
    """A player whom this transaction has already read: the shared tokens came along."""
    for row in session.identity_map.values():
        if isinstance(row, User) and not db.inspect(row).expired:
            return row
    return None


def _token(scope: str, user: User | None, shared: Mapping[str, str], user_id: int | None) -> str:
    if scope == USER:
        return user.cache_token if user is not None and user_id is not None else ""
    if user is not None:
        return user.rates_token if scope == RATES else user.articles_token
    return shared[scope]


def _shared_tokens(session: Session) -> Mapping[str, str]:
    """Read once a transaction."""
    found: Mapping[str, str] | None = session.info.get(_SHARED)
    if found is None:
        rows = session.execute(select(CacheToken.scope, CacheToken.token)).all()
        found = session.info[_SHARED] = {row.scope: row.token for row in rows}
    return found


def once(key: tuple[object, ...], load: Callable[[], R]) -> R:
    """`load()`, at most once a transaction for each key: cold reads of one page share rows.

    A transaction is one snapshot, so what it has read stays true until it writes.
    """
    session = db.session()
    if has_changes(session):
        return load()
    found: dict[tuple[object, ...], Any] = session.info.setdefault(_ONCE, {})
    if key not in found:
        found[key] = load()
    value: R = found[key]
    return value


def empty_cache() -> None:
    """Drop what is stored here; that it is stale elsewhere takes new tokens."""
    cache.clear()


# -- renewing --------------------------------------------------------------------------------


def user_scope(user_id: int) -> str:
    """The name of one player's scope."""
    return f"{USER}:{user_id}"


def renew(session: Session, scope: str) -> None:
    """Give `scope` a new token in this transaction; raises NotFound where it has no row."""
    renewed: set[str] = session.info.setdefault(_RENEWED, set())
    if scope in renewed:
        return
    statement = _renewal(scope).execution_options(synchronize_session=False)
    with writing_allowed():
        result = session.connection().execute(statement)
    if result.rowcount != 1:
        raise NotFound(f"There is no scope {scope!r} to renew.")
    renewed.add(scope)
    session.info[_WROTE] = True


def _renewal(scope: str) -> Update:
    kind, _, user_id = scope.partition(":")
    if kind == USER:
        return update(User).where(User.id == int(user_id)).values(cache_token=new_token())
    return update(CacheToken).where(CacheToken.scope == kind).values(token=new_token())


def bulk(
    session: Session,
    statement: Any,
    rows: Sequence[Mapping[str, Any]] | None = None,
    *,
    of: Collection[int] | None = None,
    derived: bool = False,
) -> int:
    """Run one INSERT, UPDATE or DELETE past the unit of work; returns the count of rows.

    The transaction must have renewed their scope (`write`). Where the trail tells of the table,
    `of` names the entries or accounts that change, or all is `derived` from what is told already.
    """
    if not _has_renewed(session, statement.table.name):
        raise RuntimeError("A bulk write needs a transaction that has renewed its scope.")
    note_bulk(session, statement.table.name, of, derived=derived)
    with writing_allowed():
        connection = session.connection()
        result = connection.execute(statement, rows) if rows else connection.execute(statement)
    session.info[_WROTE] = True
    return int(result.rowcount)


def _has_renewed(session: Session, table: str) -> bool:
    """Whether a scope of the kind that the table's rows belong to was renewed."""
    renewed = {scope.partition(":")[0] for scope in session.info.get(_RENEWED, ())}
    kind = _scoped_tables().get(table, NO_SCOPE)
    return kind == NO_SCOPE or bool(renewed & ({USER, RATES} if kind == OWNER_SCOPE else {kind}))


def scopes_of(row: object) -> Iterable[str]:
    """The scopes that a change of `row` makes stale: of its owner, and of its former owner."""
    kind = type(row).__dict__.get("__scope__", NO_SCOPE)
    if kind in (RATES, ARTICLES):
        return {kind}
    if kind == NO_SCOPE:
        return set()
    owners = _owners(row)
    if kind == OWNER_SCOPE:
        return {RATES if owner is None else user_scope(owner) for owner in owners}
    return {user_scope(owner) for owner in owners if owner is not None}


def _owners(row: Any) -> set[int | None]:
    name = "id" if isinstance(row, User) else "user_id"
    history = db.inspect(row).attrs[name].history
    return {getattr(row, name), *history.deleted} if history.deleted else {getattr(row, name)}


def _collect(_mapper: object, _connection: object, row: Any) -> None:
    session = db.inspect(row).session
    session.info.setdefault(_STALE, set()).update(scopes_of(row))


def _forget_new_player(_mapper: object, _connection: object, row: Any) -> None:
    """A player who was just added has a fresh token; one who is gone needs none."""
    if isinstance(row, User):
        session = db.inspect(row).session
        session.info.setdefault(_RENEWED, set()).add(user_scope(row.id))


def _renew_collected(session: Session, _context: UOWTransaction) -> None:
    session.info[_WROTE] = True
    for scope in sorted(session.info.pop(_STALE, ())):
        renew(session, scope)


def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        for key in (_STALE, _RENEWED, _WROTE, _SHARED, _ONCE, _PLAYERS):
            session.info.pop(key, None)


def _forget_renewals(session: Session, _previous: SessionTransaction) -> None:
    """A savepoint that was rolled back may have taken renewals with it: renew again."""
    session.info.pop(_RENEWED, None)


def _refuse_bypass(_connection: object, statement: Any, *_args: object) -> None:
    """Raise where a scoped table is written past the unit of work and the bulk helper."""
    if isinstance(statement, Insert | Update | Delete) and not may_write():
        table = statement.table
        if isinstance(table, Table) and table.name in _scoped_tables():
            raise RuntimeError(f"{table.name} is written past the cache policy: use `bulk`.")


def _scoped_tables() -> Mapping[str, str]:
    """The kind of scope that each table's rows belong to."""
    if not _SCOPED:
        for mapper in Model.registry.mappers:
            scope = getattr(mapper.class_, "__scope__", NO_SCOPE)
            if scope != NO_SCOPE:
                _SCOPED[str(mapper.class_.__tablename__)] = scope
        _SCOPED["article_tags"] = ARTICLES
    return _SCOPED


_SCOPED: dict[str, str] = {}


def watch_models() -> None:
    """Hook the policy to every model and session; once a process."""
    event.listen(Model, "after_insert", _forget_new_player, propagate=True)
    event.listen(Model, "before_delete", _forget_new_player, propagate=True)
    for name in ("after_insert", "after_update", "after_delete"):
        event.listen(Model, name, _collect, propagate=True)
    event.listen(Session, "after_flush", _renew_collected)
    event.listen(Session, "after_transaction_end", _forget)
    event.listen(Session, "after_soft_rollback", _forget_renewals)


def watch_engine(engine: Engine) -> None:
    """Guard one engine against writes that would leave caches stale."""
    event.listen(engine, "before_execute", _refuse_bypass)


watch_models()
