"""What many tests use: the stage, fakes of the platforms, real databases, processes, browsers."""
