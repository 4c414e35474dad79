"""How well questions are answered: question sets, measures, and the simpler bots to be compared with."""
