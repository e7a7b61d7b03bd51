-- The list of commands. To add one: a file scripts/cli/<name>.lua returning { name, configure(parser), run(context,
-- options) }, a row here, and its help text "help_<name>" in messages.tsv.
return {
  require "cli.init",
  require "cli.policy",
  require "cli.import",
  require "cli.record",
  require "cli.erase",
  require "cli.cycle",
  require "cli.explain",
  require "cli.person",
  require "cli.replay",
  require "cli.verify",
  require "cli.backup",
  require "cli.restore",
  require "cli.run",
  require "cli.repl",
  require "cli.eval",
}
