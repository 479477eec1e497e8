"""Each thing that must agree, broken by SQL that no rule stops, and what the doctor says of it."""

STARS = "(SELECT id FROM accounts WHERE name = 'Stars')"
GG = "(SELECT id FROM accounts WHERE name = 'GG')"
CASH = "(SELECT id FROM accounts WHERE name = 'Cash')"
CHIP = "(SELECT id FROM currencies WHERE code = 'CHIP')"
EURO = "(SELECT id FROM currencies WHERE code = 'EUR')"

BROKEN = {
    "a stored balance": (
        f"UPDATE accounts SET balance = balance + 1 WHERE id = {STARS}",
        "stores a balance of 14001, its entries say 14000",
    ),
    "the day of the last update": (
        f"UPDATE accounts SET updated_on = '2026-03-01' WHERE id = {STARS}",
        "says it was updated on 2026-03-01, not 2026-03-10",
    ),
    "a change": (
        f"UPDATE entries SET change = 1 WHERE kind = 'deposit' AND account_id = {STARS}",
        "stores a change of 1, the replay says 3000",
    ),
    "an opening balance": (
        f"UPDATE entries SET opening = 0 WHERE account_id = {GG} AND kind = 'balance'",
        "says that it is not the opening balance",
    ),
    "a second opening balance": (
        f"UPDATE entries SET opening = 1 WHERE account_id = {STARS} AND day = '2026-03-10'",
        "says that it is the opening balance",
    ),
    "a full account in the archive": (
        f"UPDATE accounts SET archived_at = '2026-03-10 00:00:00' WHERE id = {STARS}",
        "is archived, and holds something",
    ),
    "a day's sum": (
        f"UPDATE account_days SET results = results + 1 WHERE account_id = {STARS}",
        "has a sum of 2026-03-01 that is not that of its entries",
    ),
    "a day that is missing": (
        f"DELETE FROM account_days WHERE account_id = {GG} AND day = '2026-03-03'",
        "has a sum of 2026-03-03 that is not",
    ),
    "a day too many": (
        "INSERT INTO account_days (account_id, day, user_id, change, opening, deposits,"
        " withdrawals, results, bonuses, expenses, moved_in, moved_out)"
        f" SELECT {GG}, '2026-03-05', user_id, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM accounts"
        f" WHERE id = {GG}",
        "has a sum of 2026-03-05 that is not",
    ),
    "a year's days": (
        f"UPDATE account_years SET changes = zeroblob(length(changes)) WHERE account_id = {STARS}",
        "has years that do not hold what its days say",
    ),
    "a year that was cut off": (
        "UPDATE account_years SET changes = substr(changes, 1, length(changes) - 1)"
        f" WHERE account_id = {STARS}",
        "has years of which its days cannot be read",
    ),
    "a year that is no bytes": (
        f"UPDATE account_years SET changes = '1,2026-03-01' WHERE account_id = {STARS}",
        "has years of which its days cannot be read",
    ),
    "a year that is missing": (
        f"DELETE FROM account_years WHERE account_id = {GG}",
        "has years that do not hold what its days say",
    ),
    "a year's flows": (
        f"UPDATE account_years SET flows = X'', flow_days = 0 WHERE account_id = {GG}",
        "has years that do not hold what its days say",
    ),
    "an entry's day": (
        "UPDATE entries SET day = '2026-03-04' WHERE kind = 'deposit' AND day = '2026-03-02'",
        "is of 2026-03-04, and its instant",
    ),
    "a timed entry's day": (
        f"UPDATE entries SET day = '2026-03-09' WHERE account_id = {STARS} AND timed = 1",
        "is of 2026-03-09, and its instant",
    ),
    "a site below zero": (
        f"UPDATE entries SET amount = -5 WHERE account_id = {GG} AND kind = 'balance'",
        "is a site's balance below zero",
    ),
    "a deposit of nothing": (
        "UPDATE entries SET amount = 0 WHERE kind = 'deposit' AND day = '2026-03-02'",
        "is a deposit of nothing, or less",
    ),
    "a balance out of bounds": (
        f"UPDATE entries SET amount = 1000000000000000 WHERE account_id = {STARS}"
        " AND day = '2026-03-10'",
        "holds more than an account can hold",
    ),
    "a deleted account with a balance": (
        f"UPDATE accounts SET balance = 1 WHERE id = {CASH}",
        "is deleted and still holds entries, days or a balance",
    ),
    "a deleted account with an entry": (
        f"UPDATE entries SET deleted_at = NULL WHERE account_id = {CASH} AND kind = 'balance'",
        "is deleted and still holds entries, days or a balance",
    ),
    "a shared token": (
        "DELETE FROM cache_tokens WHERE scope = 'rates'",
        "scope rates: has no token",
    ),
    "a player's token": (
        "UPDATE users SET cache_token = '' WHERE email = 'other@example.org'",
        "has no token",
    ),
    "a time zone": (
        "UPDATE users SET timezone = 'Mars/Olympus' WHERE email = 'player@example.org'",
        "lives in an unknown time zone, 'Mars/Olympus'",
    ),
    "a display currency": (
        "UPDATE users SET display_currency = 'CHIP' WHERE email = 'player@example.org'",
        "reads totals in an unknown currency, 'CHIP'",
    ),
    "a name": (
        f"UPDATE accounts SET name = 'Moons' WHERE id = {STARS}",
        "has a name that is compared as another",
    ),
    "a deleted account's name": (
        f"UPDATE accounts SET name_key = 'cash' WHERE id = {CASH}",
        "is deleted and still keeps its name",
    ),
    "an entry of somebody else": (
        "UPDATE entries SET user_id = (SELECT id FROM users WHERE email = 'other@example.org')"
        " WHERE kind = 'deposit' AND day = '2026-03-02'",
        "has 1 rows of entries of another player",
    ),
    "a day of somebody else": (
        "UPDATE account_days SET user_id = (SELECT id FROM users WHERE email ="
        f" 'other@example.org') WHERE account_id = {GG} AND day = '2026-03-01'",
        "has 1 rows of account_days of another player",
    ),
    "an account in somebody else's currency": (
        f"UPDATE accounts SET currency_id = {CHIP} WHERE id = {STARS}",
        "is in CHIP, another player's currency",
    ),
    "a rate of somebody else's currency": (
        f"UPDATE manual_rates SET currency_id = {CHIP}",
        "is in CHIP, another player's currency",
    ),
    "a key that leads nowhere": (
        "UPDATE entries SET account_id = 999 WHERE kind = 'deposit' AND day = '2026-03-02'",
        "entries.account_id: 1 rows lead to no row of accounts",
    ),
    "a rate of zero": ("UPDATE rates SET rate = '0'", "rates: USD on 2026-03-02: is '0'"),
    "a rate that is no number": ("UPDATE rates SET rate = 'NaN'", "is 'NaN', not a rate"),
    "a rate that is no text of one": ("UPDATE rates SET rate = 'x'", "is 'x', not a rate"),
    "a manual rate below zero": (
        "UPDATE manual_rates SET rate = '-1'",
        "manual_rates: USDT on 2026-03-01: is '-1', not a rate",
    ),
    "a fetched rate of a player's currency": (
        f"UPDATE rates SET currency_id = {CHIP}",
        "rates: CHIP: has 1 rates and may have none",
    ),
    "a rate of the euro": (
        f"UPDATE manual_rates SET currency_id = {EURO}",
        "manual_rates: EUR: has 1 rates and may have none",
    ),
    "a currency's owner": (
        "UPDATE currencies SET owner = 0 WHERE code = 'CHIP'",
        "(CHIP) does not say whose it is",
    ),
    "a currency's decimals": (
        "UPDATE currencies SET decimals = 9 WHERE code = 'CHIP'",
        "(CHIP) has 9 decimals",
    ),
    "the euro": (
        "UPDATE currencies SET code = 'EUX' WHERE code = 'EUR'",
        "currency EUR: is missing",
    ),
    "a leg of no transfer": (
        "UPDATE entries SET transfer_id = NULL WHERE kind = 'transfer_in'",
        "is a transfer_in of no transfer",
    ),
    "a leg without its partner": (
        "UPDATE entries SET deleted_at = '2026-03-10' WHERE kind = 'transfer_in'",
        "has not one outgoing and one incoming leg",
    ),
    "a transfer to itself": (
        f"UPDATE entries SET account_id = {STARS} WHERE kind = 'transfer_in'",
        "leads from an account to itself",
    ),
    "more arriving than was sent": (
        "UPDATE entries SET amount = 2001 WHERE kind = 'transfer_in'",
        "brings more than was sent",
    ),
    "legs on two days": (
        "UPDATE entries SET day = '2026-03-04', at = '2026-03-04 12:00:00', timed = 1"
        " WHERE kind = 'transfer_in'",
        "has legs on two days",
    ),
    "legs that are not tied": (
        "UPDATE entries SET kind = CASE kind WHEN 'transfer_in' THEN 'deposit' ELSE 'withdrawal'"
        f" END WHERE kind IN ('transfer_in', 'transfer_out') AND account_id <> {CASH}",
        "has two legs that are not tied together",
    ),
    "somebody else's transfer": (
        "UPDATE transfers SET user_id = (SELECT id FROM users WHERE email = 'other@example.org')",
        "has a leg of another player",
    ),
    "an amount that was typed": (
        f"UPDATE entries SET amount = 3100 WHERE kind = 'deposit' AND account_id = {STARS}",
        "is not what its last change says: amount",
    ),
    "a note": (
        f"UPDATE entries SET note = 'by hand' WHERE account_id = {GG} AND kind = 'balance'",
        "is not what its last change says: note",
    ),
    "an entry that is gone": (
        f"DELETE FROM entries WHERE kind = 'deposit' AND account_id = {STARS}",
        "is gone, and its changes do not say so",
    ),
    "an entry that was deleted by hand": (
        "UPDATE entries SET deleted_at = '2026-03-11 00:00:00' WHERE kind = 'deposit'",
        "is deleted, and its changes do not say so",
    ),
    "an entry on another account": (
        f"UPDATE entries SET account_id = {GG} WHERE kind = 'deposit' AND account_id = {STARS}",
        "is not what its last change says: account",
    ),
    "an account's place": (
        f"UPDATE accounts SET position = 7 WHERE id = {STARS}",
        "is not what its last change says: position",
    ),
    "an account that is back": (
        f"UPDATE accounts SET deleted_at = NULL, name_key = 'cash' WHERE id = {CASH}",
        "is there, and its changes say that it is not",
    ),
}
