"""What can be done to persons, licences, accounts and tokens: every write there is."""
