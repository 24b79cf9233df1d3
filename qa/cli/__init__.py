"""The `newsqa` command.

chat.py      a conversation in the terminal
main.py      the commands
terminal.py  what they print
"""
