"use client";

import { useApiMutation } from "@/app/_client/mutations";
import { useQueryClient } from "@/app/_client/use-query";
import { wbemQueries } from "@/app/_client/wbem-queries";
import { switchWbemRecording } from "@/contracts/addresses/wbem";

/** Begins and ends the recording of one's own requests; every part of the page hears of it at once. */
export function useRecordingSwitch(profileId: string) {
  const client = useQueryClient();
  return useApiMutation(switchWbemRecording, {
    onSuccess: (recording) => {
      const { queryKey } = wbemQueries.recording(profileId);
      // A reading that began before the switch would put the old state back.
      void client.cancelQueries({ queryKey }).then(() => {
        client.setQueryData(queryKey, recording);
        const state = { isOn: recording.isOn, count: recording.items.length };
        client.setQueryData(wbemQueries.recordingState(profileId).queryKey, state);
      });
    },
  });
}
