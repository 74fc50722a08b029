"""What everybody may ask: what can be done here, the rules, the deadlines, whom to call, how something is done."""
