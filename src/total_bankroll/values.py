"""Frozen value objects that may enter a cache, and their exact form in JSON."""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any, TypeVar, dataclass_transform
from zlib import crc32

T = TypeVar("T")

_CLASSES: dict[str, type] = {}
_NAMES: dict[type, str] = {}
_PLAIN = (str, int, bool, type(None))


@dataclass_transform(frozen_default=True)
def value(cls: type[T]) -> type[T]:
    """Make `cls` a frozen, slotted dataclass that the cache's serializer knows by name."""
    return register(dataclass(frozen=True, slots=True)(cls))


def register(cls: type[T]) -> type[T]:
    """Let an existing dataclass enter the cache.

    Its name there changes with its fields: what another version has stored is a miss.
    """
    names = ",".join(field.name for field in fields(cls))  # type: ignore[arg-type]  # a dataclass
    _NAMES[cls] = f"{cls.__name__}.{crc32(names.encode()):08x}"
    _CLASSES[_NAMES[cls]] = cls
    return cls


def fingerprint(*facts: object) -> str:
    """A short text that differs where any of `facts` does."""
    return sha256("\n".join(map(repr, facts)).encode(errors="replace")).hexdigest()[:16]


def dumps(thing: object) -> bytes:
    """`thing` as JSON that `loads` turns back into an equal value; raises TypeError for others."""
    return json.dumps(_encode(thing), separators=(",", ":"), ensure_ascii=False).encode()


def loads(data: bytes | str) -> Any:
    """The value behind JSON written by `dumps`; raises ValueError for anything else."""
    try:
        return _decode(json.loads(data))
    except (LookupError, TypeError, ArithmeticError, RecursionError) as error:
        raise ValueError("not a cached value") from error


def _encode(thing: object) -> object:
    if isinstance(thing, Decimal):
        return {"d": str(thing)}
    if isinstance(thing, datetime):
        return {"t": thing.isoformat()}
    if isinstance(thing, date):
        return {"y": thing.isoformat()}
    if type(thing) in _PLAIN:
        return thing
    if isinstance(thing, str):  # a StrEnum or Markup reads back as the string that it is
        return str(thing)
    return _encode_container(thing)


def _encode_container(thing: object) -> object:
    if isinstance(thing, tuple):
        return {"u": [_encode(item) for item in thing]}
    if isinstance(thing, list):
        return [_encode(item) for item in thing]
    if isinstance(thing, dict):
        return {"m": [[_encode(key), _encode(item)] for key, item in thing.items()]}
    name = _NAMES.get(type(thing))
    if name is not None and is_dataclass(thing):
        return {"c": name, "f": [_encode(getattr(thing, f.name)) for f in fields(thing)]}
    raise TypeError(f"{type(thing).__name__} may not enter the cache")


def _decode(thing: Any) -> Any:
    if isinstance(thing, list):
        return [_decode(item) for item in thing]
    if not isinstance(thing, dict):
        return thing
    if "c" in thing:
        return _CLASSES[thing["c"]](*(_decode(item) for item in thing["f"]))
    ((tag, content),) = thing.items()
    return _DECODERS[tag](content)


_DECODERS: dict[str, Callable[[Any], Any]] = {
    "d": Decimal,
    "t": datetime.fromisoformat,
    "y": date.fromisoformat,
    "u": lambda items: tuple(_decode(item) for item in items),
    "m": lambda pairs: {_decode(key): _decode(item) for key, item in pairs},
}
