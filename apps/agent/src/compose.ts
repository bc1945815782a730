import { uptime } from 'node:os';
import { join } from 'node:path';
import { openHoldRecords } from './automatic-updates/hold-records.ts';
import { openUpdateHold } from './automatic-updates/hold-updates.ts';
import { readBuildInfo } from './build-info.ts';
import { readOrMakeKey } from './checkin/agent-key.ts';
import { serverCaller } from './checkin/call-server.ts';
import { keepCheckingIn } from './checkin/check-in.ts';
import { ensureEnrolled } from './checkin/enroll.ts';
import { keepFetchingInbox } from './checkin/fetch-inbox.ts';
import { holdLink } from './checkin/hold-link.ts';
import { createReachability } from './checkin/reachability.ts';
import { defaultPace, linkPace, type RetryPace } from './checkin/retry.ts';
import { keepSendingEvents } from './checkin/send-events.ts';
import { createServerClock } from './checkin/server-clock.ts';
import { tokenSigner } from './checkin/sign-token.ts';
import { makeStatePaths } from './checkin/state-paths.ts';
import { createWakeBell } from './checkin/wake-bell.ts';
import type { AgentConfig } from './config.ts';
import { watchWindowEnds } from './execute/cancel-at-end.ts';
import { cleanFolders } from './execute/clean-folders.ts';
import { endSetBack } from './execute/end-set-back.ts';
import { limitParallel } from './execute/limit-parallel.ts';
import { receiveInbox } from './execute/receive-inbox.ts';
import { runInvocation } from './execute/run-invocation.ts';
import { scheduleInvocations } from './execute/schedule-invocations.ts';
import { scriptSettingOf } from './execute/script-setting.ts';
import { stepServer } from './execute/serve-steps.ts';
import { openInvocationRecords } from './journal/invocation-records.ts';
import { openKnownBoot } from './journal/known-boot.ts';
import { openJournal } from './journal/open-journal.ts';
import { openOutbox } from './journal/outbox.ts';
import { openRebootRecords } from './journal/reboot-records.ts';
import { openStepRecords } from './journal/step-records.ts';
import { openStopwatches } from './journal/stopwatches.ts';
import { openUploadRecords } from './journal/upload-records.ts';
import type { Log } from './log.ts';
import { storedAsker } from './parameters/ask-server.ts';
import { openInvocationStore } from './parameters/invocation-store.ts';
import { openOutputRecords } from './output/output-records.ts';
import { openChangeRecords } from './package-changes/change-records.ts';
import { watchPackages } from './package-changes/watch-packages.ts';
import { choosePlatform } from './platform/choose-platform.ts';
import { publishInvocation } from './publish/publish-invocation.ts';
import { createRebooter, type Rebooter } from './reboot/carry-out-reboots.ts';
import { leaseAsker } from './reboot/await-lease.ts';
import { createRunGate } from './reboot/run-gate.ts';
import { settleReboots } from './reboot/settle-reboots.ts';
import { tellMachine } from './reboot/tell-machine.ts';
import { answerStatus } from './status/answer-status.ts';
import { callsNoted, openContact } from './status/contact.ts';
import { tellStatus } from './status/tell-status.ts';

/** Between SIGTERM and SIGKILL of a step's process group. */
const STEP_GRACE_MS = 3000;

/** Enrols if need be and answers who we are. Throws as ensureEnrolled does. */
export async function enrollAgent(config: AgentConfig, { log, signal }: { log: Log; signal: AbortSignal }) {
  const platform = choosePlatform();
  const paths = makeStatePaths(config.stateDir);
  const readFacts = () => ({ ...platform.readFacts(), agentVersion: readBuildInfo().version });
  const input = { serverUrl: config.serverUrl, token: config.enrollmentToken, tokenFile: config.enrollmentTokenFile };
  const enrollment = await ensureEnrolled(
    paths,
    { ...input, facts: readFacts() },
    { log, signal, pace: defaultPace, reachability: createReachability() },
  );
  return { platform, paths, readFacts, enrollment };
}

export interface RunOptions {
  readonly log: Log;
  readonly signal: AbortSignal;
  /** Pauses before the link is opened again, and before any other request is repeated. */
  readonly paces?: { readonly link: RetryPace; readonly calls: RetryPace };
}

/**
 * Runs the agent until `signal` aborts, then ends what runs, to be resumed at the next start. Rejects when the journal
 * cannot be written: an agent that cannot remember must not act.
 */
export async function runAgent(
  config: AgentConfig,
  { log, signal, paces = { link: linkPace, calls: defaultPace } }: RunOptions,
): Promise<void> {
  const { platform, paths, readFacts, enrollment } = await enrollAgent(config, { log, signal });
  const { serverId, instanceId, serverUrl } = enrollment;
  const journal = openJournal(paths.journal);
  try {
    const stop = new AbortController();
    const { promise: faulted, reject: onFault } = Promise.withResolvers<never>();
    const ended = AbortSignal.any([signal, stop.signal]);
    const localNow = Date.now;

    const key = await readOrMakeKey(paths.key);
    const clock = createServerClock(localNow);
    const signToken = tokenSigner(key, { instanceId, serverId, clock });
    const reachability = createReachability();
    const contact = openContact(paths.contact, localNow);
    const call = callsNoted(serverCaller(serverUrl, { signToken, clock, reachability }), contact);

    const outboxBell = createWakeBell();
    const inboxBell = createWakeBell();
    const records = openInvocationRecords(journal);
    const steps = openStepRecords(journal);
    const uploads = openUploadRecords(journal);
    const outbox = openOutbox(journal, clock.now, outboxBell.ring);
    const uptimeMs = () => uptime() * 1000;
    const boot = openKnownBoot(journal, platform.readBoot().bootId, uptimeMs);
    const { bootId } = boot;

    const reboots = openRebootRecords(journal);
    const stopwatches = openStopwatches(journal, { bootId, uptimeMs });
    const gate = createRunGate();

    const shared = {
      journal,
      records,
      steps,
      outbox,
      uploads,
      reboots,
      outputs: openOutputRecords(journal),
      outputFolder: (invocationId: string) => join(paths.outputs, invocationId),
      stopwatches,
      platform,
      bootId,
      log,
      localNow,
      onFault,
    };
    const askStored = storedAsker({ call, log, pace: paces.calls, reachability });
    const scriptSetting = (record: Parameters<typeof scriptSettingOf>[0]) =>
      scriptSettingOf(record, { paths, platform, instanceId, baseEnvironment: config.scriptEnvironment });
    const back = new Set<string>();
    const runNeeds = {
      ...shared,
      isBackInAnotherBoot: (id: string) => back.has(id),
      serverClock: clock,
      openStore: (invocationId: string) => openInvocationStore(invocationId, askStored),
      graceMs: STEP_GRACE_MS,
      gate,
      rebootDeadlineSeconds: config.rebootDeadlineSeconds,
      onRebootAsked: () => rebooter.begin(),
      packageLock: limitParallel(1),
      scriptSetting,
      serveSteps: stepServer({
        call,
        enrollment,
        serverClock: clock,
        uploads,
        scriptSetting,
        downloads: config.downloads,
        log,
        pace: paces.calls,
        reachability,
      }),
    };
    const reportsFolder = (invocationId: string) => join(paths.reports, invocationId);
    const publishNeeds = { ...shared, call, key, instanceId, reportsFolder, pace: paces.calls, reachability };
    const clean = () => {
      journal.reserve.hold();
      const isOver = (id: string) => ['DONE', 'REFUSED', undefined].includes(records.find(id)?.state);
      for (const folder of [paths.orchestration, paths.reports, paths.outputs])
        cleanFolders(folder, { now: localNow(), isOver });
    };
    const scheduler = scheduleInvocations({
      log,
      onFault,
      runLimit: limitParallel(config.concurrency),
      run: async (id, stopRun) => await runInvocation(runNeeds, id, stopRun),
      publish: async (id, stopPublish) => {
        await publishInvocation(publishNeeds, id, stopPublish);
        clean();
      },
    });

    const windowEnds = watchWindowEnds({
      ...shared,
      serverClock: clock,
      signal: ended,
      cancel: (id) => scheduler.cancel(id, 'window-closed'),
    });
    const resume = () => {
      for (const id of records.unfinished()) {
        scheduler.enqueue(id);
        const record = records.find(id);
        if (record?.cancelRequested) scheduler.cancel(id, windowEnds.isOver(record) ? 'window-closed' : 'canceled');
      }
    };
    const rebootCommand = config.rebootCommand ?? platform.findRebootCommand(config.scriptEnvironment);
    const rebooter: Rebooter = createRebooter({
      ...shared,
      gate,
      waitMs: config.rebootWaitSeconds * 1000,
      awaitLease: leaseAsker({ call, records, outbox, log, pace: paces.calls, reachability }),
      tellMachine: async () => {
        boot.noteUptime();
        return await tellMachine(rebootCommand);
      },
      halt: scheduler.halt,
      resume,
      signal: ended,
    });

    clean();
    for (const id of settleReboots(shared)) back.add(id);
    for (const id of records.unfinished()) windowEnds.watch(id);
    rebooter.begin();
    resume();
    log.info({ instanceId, serverUrl, version: readBuildInfo().version }, 'agent started');

    const hold = openUpdateHold({ records: openHoldRecords(journal), switches: platform.updates, log });
    const packages = watchPackages({ records: openChangeRecords(journal), sources: platform.packageSources, log });
    await hold.resume();

    const context = { signal: ended, pace: paces.calls, log, reachability };
    const inboxNeeds = {
      ...shared,
      enrollment,
      serverClock: clock,
      onAccepted: (id: string) => {
        windowEnds.watch(id);
        scheduler.enqueue(id);
      },
      onCancel: scheduler.cancel,
    };
    const onAhead = (id: string, held: number) => endSetBack({ ...shared, cancel: scheduler.cancel }, id, held);
    const onUnknown = (id: string) => void (back.has(id) && onAhead(id, outbox.lastSeq(id)));
    const told = { db: journal.db, contact, build: readBuildInfo(), serverUrl, bootId, localNow };
    const answering = await answerStatus(paths.status, { read: tellStatus(told), log });
    const loops = [
      keepCheckingIn({ call, platform, readFacts, clock, hold, packages }, { ...context, onCheckedIn: inboxBell.ring }),
      holdLink({ serverUrl, signToken, clock, contact, onInbox: inboxBell.ring }, { ...context, pace: paces.link }),
      keepFetchingInbox(
        {
          call,
          bell: inboxBell,
          now: clock.now,
          receive: async (inbox, askedAt) => await receiveInbox(inboxNeeds, inbox, askedAt),
        },
        context,
      ),
      keepSendingEvents({ outbox, call, whenAppended: outboxBell.wait, onAhead, onUnknown }, context),
    ];
    try {
      await Promise.race([faulted, ...loops]);
    } catch (error) {
      if (!ended.aborted) throw error;
    } finally {
      stop.abort();
      await Promise.all([scheduler.stop(), rebooter.stop()]);
      await Promise.allSettled(loops);
      answering.close();
      contact.close();
    }
  } finally {
    journal.close();
  }
}
