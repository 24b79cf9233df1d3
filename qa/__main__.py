"""`python -m qa` is the `newsqa` command."""

from qa.cli.main import main

if __name__ == "__main__":
    main()
