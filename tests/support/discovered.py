"""What the services offer, found in the package: every read and every write, by name."""

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from typing import Any

from total_bankroll import services
from total_bankroll.services.writing import PUBLIC_WRITES

READING = ("list_", "get_", "calculate_", "convert", "render_")
# Whose own methods the machine leaves to other tests; a public write of theirs is found all the
# same, and a service that is not named here is the machine's.
ELSEWHERE = {
    "BackupService": "commands/test_backup.py",
    "CachedReadsService": "commands/test_cache.py",
    "ClosingService": "services/test_closing.py",
    "DemoService": "commands/test_demo.py",
    "DoctorService": "commands/test_repair.py",
    "EntryFileService": "services/test_entry_files.py",
    "ExportService": "services/test_exports.py",
    "InstanceService": "commands/test_init.py",
    "InvitationService": "routes/test_invitations.py",
    "PasskeyService": "routes/test_passkeys.py",
    "PeopleService": "services/test_people_service.py",
    "PlayerExportService": "routes/test_your_data.py",
    "RebuildService": "commands/test_rebuild.py",
    "RestoreService": "commands/test_restore.py",
    "SecondFactorService": "routes/test_second_factor.py",
    "SignInService": "routes/test_sign_ins.py",
}


@functools.cache
def service_classes() -> dict[str, type]:
    """Every class of the package that calls itself a service."""
    found: dict[str, type] = {}
    for module in pkgutil.iter_modules(services.__path__, f"{services.__name__}."):
        for name, kind in vars(importlib.import_module(module.name)).items():
            if name.endswith("Service") and getattr(kind, "__module__", "") == module.name:
                found[name] = kind
    return found


def _methods() -> Iterator[tuple[str, type]]:
    """What the machine has to know, with the service that has it."""
    declared = set(PUBLIC_WRITES.values())
    for place, service in service_classes().items():
        for name, method in inspect.getmembers(service, inspect.isfunction):
            if not name.startswith("_") and (place not in ELSEWHERE or method in declared):
                yield name, service


@functools.cache
def discovered_reads() -> dict[str, type]:
    """Every public read, by name."""
    return {name: service for name, service in _methods() if name.startswith(READING)}


@functools.cache
def discovered_writes() -> dict[str, type]:
    """Whatever else there is, by name."""
    return {name: service for name, service in _methods() if not name.startswith(READING)}


def parameters_of(service: type, name: str) -> dict[str, inspect.Parameter]:
    """What a method takes besides the player's id, and the form that a public write may get."""
    found = dict(inspect.signature(getattr(service, name)).parameters)
    if getattr(service, name) in PUBLIC_WRITES.values():
        empty = inspect.Parameter("submission_id", inspect.Parameter.KEYWORD_ONLY, default=None)
        found["submission_id"] = empty
    return {key: value for key, value in found.items() if key not in ("self", "user_id")}


@functools.cache
def takes_player(service: Any, name: str) -> bool:
    """Whether a method is asked for a player."""
    return "user_id" in inspect.signature(getattr(service, name)).parameters
