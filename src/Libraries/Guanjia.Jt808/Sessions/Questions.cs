namespace Guanjia.Jt808;

/// <summary>Questions of the platform that wait for a terminal's answer. For use by several threads.</summary>
sealed class Questions(int most)
{
    readonly Lock gate = new();
    readonly Dictionary<ushort, (ushort Answer, TaskCompletionSource<Message?> Got)> open = [];

    public Task<Message?>? Open(ushort sequence, ushort id)
    {
        lock (gate)
        {
            if (open.Count >= most) return null;
            var got = new TaskCompletionSource<Message?>(TaskCreationOptions.RunContinuationsAsynchronously);
            open[sequence] = (MessageId.AnswerTo(id), got);
            return got.Task;
        }
    }

    public void Close(ushort sequence)
    {
        lock (gate) open.Remove(sequence);
    }

    /// <summary>Gives an answer to whoever waits for it.</summary>
    public void Answer(Message message)
    {
        TaskCompletionSource<Message?>? got;
        lock (gate)
        {
            if (open.Count == 0) return;
            // 0107 and 0702 do not say what they answer.
            var sequence = message is IAnswer a ? a.AnsweredSequence : open.Where(o => o.Value.Answer == message.Id).Select(o => (ushort?)o.Key).FirstOrDefault();
            if (sequence is not { } s || !open.TryGetValue(s, out var question)) return;
            // "Ok" in general before the answer itself is no answer yet.
            if (message is TerminalAnswer { Result: AnswerResult.Ok } && question.Answer != MessageId.TerminalAnswer) return;
            open.Remove(s);
            got = question.Got;
        }
        got.TrySetResult(message);
    }

    public void CloseAll()
    {
        List<TaskCompletionSource<Message?>> all;
        lock (gate)
        {
            all = [.. open.Values.Select(q => q.Got)];
            open.Clear();
        }
        foreach (var got in all) got.TrySetResult(null);
    }
}
