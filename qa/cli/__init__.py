"""The `newsqa` command.

answer_text.py       an answer as a terminal shows it, by kind
ask_command.py       ask, once or in a conversation
backup_commands.py   backup, restore, migrate, merge
brief_command.py     brief
chat.py              a conversation in the terminal
conventions.py       exit codes, how an error ends a command, --json
follow_command.py    follow
keys_commands.py     keys add, list, revoke
main.py              the commands together, and how an error ends them
mcp_command.py       mcp
progress.py          a progress bar
refresh_commands.py  refresh, remove
reindex_command.py   reindex
serve_command.py     serve
status_commands.py   status, doctor
terminal.py          reports, failures, and answers as text or JSON
worker_command.py    worker
"""
