-- cursus verify: is the ledger's chain whole? Prints its head, the line an auditor keeps; --against compares it with a
-- line kept before.
local tr = require("cursus.message").tr

-- The number and the hash of a kept line, whatever stands around them (`head 7 4f…`, or the line of --format json).
local function parse_head(line)
  local number, hash = line:match "(%d+)%s+(%x+)%s*$"
  if not number then
    number, hash = line:match '"txns"%s*:%s*(%d+)', line:match '"head"%s*:%s*"(%x+)"'
  end
  number = math.tointeger(tonumber(number))
  if number and number < 1 << 32 and hash and #hash == 64 then return number, hash:lower() end
end

-- Fails when the history up to the kept transaction is no longer what it was.
local function compare(context, database, txns, line)
  local number, hash = parse_head(line)
  if not number then context.usage(tr("verify_bad_head", line)) end
  if number > txns then context.fail(tr("verify_cut", number, txns)) end
  if number == 0 then return number end -- kept of an empty ledger: anything follows it
  local now, text, code = database:hash(number)
  if not now then context.check(now, text, code) end
  if now ~= hash then context.fail(tr("verify_rewritten", number, hash, now)) end
  return number
end

return {
  configure = function(parser) parser:option("--against", tr "help_against"):argname "HEADLINE" end,
  run = function(context, options)
    local database = context:database "any"
    local result = context.check(database:verify())
    local held = options.against and compare(context, database, result.txns, options.against)
    if context.report.format == "table" then
      context:say(tr("verify_whole", result.txns, result.facts, result.people, result.runs))
      if held then context:say(tr("verify_held", held)) end
      if database:older() then context:say(tr "verify_older") end
      context:say(tr("verify_head", result.txns, result.head))
      local extract, problem = database:extract()
      if problem then context.fail(problem) end
      if extract then
        context:say(tr("verify_extract", extract.attribute, extract.value, extract.of, extract.of_hash))
        if extract.without ~= "-" then context:say(tr "verify_extract_pay") end
      end
    else
      context.report:object({ "txns", "facts", "people", "runs", "head" }, result)
    end
    return 0
  end,
}
