-- What wrk asks: wrk --script wrk.lua URL -- TOKENS TARGETS LISTENS SEED
--
-- TOKENS and TARGETS are files of one a line, and each request takes the next of both. With LISTENS above 0 a target is
-- a song's id, and so many listens to it are posted, each new. The last line on standard error is the outcome as JSON.

local tokens, targets = {}, {}
local listens, count = 0, 0

local function read(path, into)
   for line in io.lines(path) do
      into[#into + 1] = line
   end
end

local function event_id()
   local function digits(n) return string.format("%0" .. n .. "x", math.random(0, 16 ^ n - 1)) end
   return digits(4) .. digits(4) .. "-" .. digits(4) .. "-4" .. digits(3) .. "-a" .. digits(3) .. "-"
      .. digits(6) .. digits(6)
end

local function batch(song)
   local events = {}
   local now = os.time()
   for number = 1, listens do
      events[number] = string.format(
         '{"event_id":"%s","song_id":"%s","started_at":%d000000,"played_ms":180000,"duration_ms":200000,'
            .. '"client":"bench"}',
         event_id(), song, now - 200 * number)
   end
   return '{"events":[' .. table.concat(events, ",") .. "]}"
end

function init(args)
   read(args[1], tokens)
   read(args[2], targets)
   listens = tonumber(args[3])
   math.randomseed(tonumber(args[4]))
   -- Not the same users and targets in each round.
   count = math.random(0, 1000000)
end

function request()
   count = count + 1
   local headers = { Authorization = "Bearer " .. tokens[count % #tokens + 1] }
   local target = targets[count % #targets + 1]
   if listens == 0 then
      return wrk.format("GET", target, headers)
   end
   headers["Content-Type"] = "application/json"
   return wrk.format("POST", "/api/v1/listens", headers, batch(target))
end

function done(summary, latency)
   local errors = summary.errors
   io.stderr:write(string.format(
      '\n{"requests":%d,"seconds":%f,"failed":%d,"p50_ms":%f,"p99_ms":%f}\n',
      summary.requests, summary.duration / 1e6,
      errors.connect + errors.read + errors.write + errors.status + errors.timeout,
      latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
