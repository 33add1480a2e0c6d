namespace Guanjia.Jt808;

/// <summary>标准版本 (edition of JT/T 808): a header cannot tell 2011 from 2013, only the body of a registration can.</summary>
public enum Edition : byte
{
    /// <summary>JT/T 808-2013, phone of 12 digits.</summary>
    Of2013,
    /// <summary>JT/T 808-2019, a version byte and a phone of 20 digits.</summary>
    Of2019,
}
