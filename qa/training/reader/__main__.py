"""`python -m qa.training.reader` learns the reader: see `learning.py`."""

from qa.training.reader.learning import main

if __name__ == "__main__":
    main()
