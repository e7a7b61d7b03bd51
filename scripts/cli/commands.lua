-- The list of commands, each with its module: { configure(parser), run(context, options) }. The module is loaded when
-- the command is used, so that starting costs little. To add one: a file scripts/cli/<name>.lua, a row here, and its
-- help text "help_<name>" in messages.tsv.
return {
  { "init", "cli.init" },
  { "policy", "cli.policy" },
  { "import", "cli.import" },
  { "template", "cli.template" },
  { "record", "cli.record" },
  { "erase", "cli.erase" },
  { "cycle", "cli.cycle" },
  { "case", "cli.case" },
  { "todo", "cli.todo" },
  { "explain", "cli.explain" },
  { "form", "cli.form" },
  { "report", "cli.sheets" },
  { "person", "cli.person" },
  { "subject", "cli.subject" },
  { "calendar", "cli.calendar" },
  { "replay", "cli.replay" },
  { "verify", "cli.verify" },
  { "backup", "cli.backup" },
  { "export", "cli.export" },
  { "restore", "cli.restore" },
  { "run", "cli.run" },
  { "repl", "cli.repl" },
  { "eval", "cli.eval" },
}
