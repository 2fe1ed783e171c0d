-- posts a photo, and counts answers by their status: wrk … -s predict.lua URL -- PHOTO
local threads = {}

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  local file = assert(io.open(args[1], "rb"))
  wrk.method = "POST"
  wrk.body = file:read("*a")
  file:close()
  answered, busy, other = 0, 0, 0
end

function response(status)
  if status == 200 then answered = answered + 1
  elseif status == 503 then busy = busy + 1
  else other = other + 1 end
end

function done(summary)
  local answered, busy, other = 0, 0, 0
  for _, thread in ipairs(threads) do
    answered = answered + thread:get("answered")
    busy = busy + thread:get("busy")
    other = other + thread:get("other")
  end
  local errors = summary.errors
  print(string.format("200: %d, 503: %d, other: %d, not connected: %d, broken: %d, late: %d",
    answered, busy, other, errors.connect, errors.read + errors.write, errors.timeout))
  print(string.format("capacity %.1f", answered / (summary.duration / 1e6)))
end
