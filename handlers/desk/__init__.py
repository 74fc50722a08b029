"""What a supervisor does at the desk and from chat alike: marks, returns, adoptions, coming in."""
