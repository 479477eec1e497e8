"""Total Bankroll: where a poker player keeps all the money, exact to the cent."""
