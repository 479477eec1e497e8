"""The pages of sites: online poker rooms where money lies."""

from total_bankroll.routes.accounts import SERVICE, AccountKind, AccountPages

bp = AccountPages(
    AccountKind(
        kind="site",
        noun="sites",
        add=SERVICE.add_site,
        update=SERVICE.update_site,
        archive=SERVICE.archive_site,
        restore=SERVICE.restore_site,
        delete=SERVICE.delete_site,
        move=SERVICE.move_site,
    )
).blueprint()
