"""What must not be kept: the words, files, names and accounts of campaigns that are over; counts and decisions stay."""
