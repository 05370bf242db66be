"""`python -m reviewer_app`."""

from reviewer_app.cli import main

if __name__ == "__main__":
    main()
