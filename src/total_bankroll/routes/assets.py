"""The pages of assets: money and value outside the rooms."""

from total_bankroll.routes.accounts import SERVICE, AccountKind, AccountPages

bp = AccountPages(
    AccountKind(
        kind="asset",
        noun="assets",
        add=SERVICE.add_asset,
        update=SERVICE.update_asset,
        archive=SERVICE.archive_asset,
        restore=SERVICE.restore_asset,
        delete=SERVICE.delete_asset,
        move=SERVICE.move_asset,
    )
).blueprint()
