"""What every floor above may use; it has no tables and knows no noun of the house."""
