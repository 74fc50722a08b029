"""The page of Chinese official papers, GB/T 9704-2012: its measures, and a Word paper laid out by them."""
